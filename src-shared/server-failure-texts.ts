import { passwordCharsMax, passwordCharsMin } from './access/password-rules.ts';
import type { FailureTexts } from './failure-text.ts';

/** A server: reaching it, being let in, and what it does not let one do. */
export const serverTexts = {
  'not-connected': () => ({
    title: 'This account has no server',
    detail: 'You are in the personal account, or signed out.',
    remedy: 'Connect to a server from the account menu.',
  }),
  'address-unreadable': ({ given }) => ({
    title: given === '' ? 'An address is needed' : `${given} is not the address of a server`,
    detail:
      'A server has an address such as triptych.example.org; an invitation or a link for a new password works too.',
    remedy: 'Type the address, or paste the link that you were sent.',
  }),
  'address-insecure': ({ given }) => ({
    title: 'That connection would not be private',
    detail: `${given} begins with http, so that everybody on the way could read your password.`,
    remedy: 'Use the address that begins with https, or ask whoever runs the server for it.',
  }),
  'server-unreachable': ({ address, problem }) => ({
    title: 'The server cannot be reached',
    detail: `${address}: ${problem} Your work here goes on as always.`,
    remedy: 'Look at your connection, or try again later.',
  }),
  'server-not-triptych': ({ address }) => ({
    title: 'That is not a Triptych server',
    detail: `Something answers at ${address}, but not as a Triptych server does.`,
    remedy: 'Check the address with whoever gave it to you.',
  }),
  'server-too-new': ({ version }) => ({
    title: 'The server is newer than this Triptych',
    detail: `It has version ${version}, which this one does not understand. Your work here goes on as always.`,
    remedy: 'Update Triptych on this device, then connect again.',
  }),
  'server-too-old': ({ version }) => ({
    title: 'The server is older than this Triptych',
    detail: `It has version ${version}, which does not understand this one. Your work here goes on as always.`,
    remedy: 'Ask whoever runs the server to update it.',
  }),
  'server-behind': () => ({
    title: 'The server is being updated',
    detail: 'The part of it that was asked does not know yet all that is stored.',
    remedy: 'Try again in a minute.',
  }),
  'server-failed': ({ reference }) => ({
    title: 'Something failed on the server',
    detail: `Nothing was changed. The server's log has the cause under ${reference}.`,
    remedy: 'Try again; if it fails again, tell whoever runs the server that reference.',
  }),
  'signed-out': ({ reason }) => ({
    title: 'You are signed out',
    detail: signedOutText(reason),
    remedy: 'Sign in again. Everything on this device is still here.',
  }),
  'sign-in-refused': () => ({
    title: 'E-mail or password is wrong',
    detail: 'Or this account may not sign in. Nobody is told which.',
    remedy: 'Type them again, or choose "Forgotten password".',
  }),
  'code-refused': ({ reason }) => ({
    title: codeTitles[reason],
    detail: codeDetails[reason],
    remedy: codeRemedies[reason],
  }),
  'sign-in-over': () => ({
    title: 'This sign-in has ended',
    detail: 'It took too long, had too many wrong codes, or was finished already.',
    remedy: 'Begin again with your password.',
  }),
  'sign-in-outdated': ({ minutes }) => ({
    title: 'Show first that it is you',
    detail: `For this you must have signed in within the last ${String(minutes)} minutes. Nothing was changed.`,
    remedy: 'Try again, and type your password when you are asked for it.',
  }),
  'second-factor-off': () => ({
    title: 'There is no second factor',
    detail: 'It was taken away, perhaps in another window.',
    remedy: 'Set one up first.',
  }),
  'second-factor-demanded': () => ({
    title: 'Your organisation demands a second factor',
    detail: 'So it cannot be taken away.',
    remedy: 'To change to another authenticator, set that up: it takes the place of this one.',
  }),
  'second-factor-missing': () => ({
    title: 'You have no second factor yourself',
    detail: 'You would be the first who has to sign in anew.',
    remedy: 'Set one up on the page of your account, then demand it of others.',
  }),
  'tenant-closed': ({ status }) => ({
    title: status === 'suspended' ? 'Your organisation is suspended' : 'Your organisation is not open',
    detail:
      status === 'suspended'
        ? 'On the server it can be read and not changed.'
        : 'On the server it can be neither read nor changed. What is on this device is still yours to read.',
    remedy: 'Ask whoever runs the server.',
  }),
  'too-many-requests': ({ retryAfterSeconds }) => ({
    title: 'Too many tries',
    detail: 'The server lets nobody try so often.',
    remedy: `Try again in ${waitText(retryAfterSeconds)}.`,
  }),
  'value-taken': ({ entity, fields }) => ({
    title: `Another ${entity} has that already`,
    detail: `Taken: ${fields.filter((field) => field !== 'tenantId').join(', ')}.`,
    remedy: 'Choose another one.',
  }),
  'request-differs': () => ({
    title: 'The request was sent differently before',
    detail: 'Under its key the server has another request.',
    remedy: 'Do it once more.',
  }),
  'only-for-people': () => ({
    title: 'A token may not do this',
    detail: 'Only a person who is signed in may.',
    remedy: 'Sign in with your e-mail and password.',
  }),
  'link-unusable': () => ({
    title: 'The link cannot be used',
    detail: 'It was used already, was taken back, or is too old.',
    remedy: 'Ask for a new one.',
  }),
  'mail-not-set-up': () => ({
    title: 'The server sends no mail',
    detail: 'So it cannot send you a link for a new password.',
    remedy: 'Ask your administrator to set a new one.',
  }),
  'password-weak': ({ reason }) => ({
    title: 'The password is too easy to guess',
    detail: passwordText(reason),
    remedy: 'Four or five words that have nothing to do with one another are long, and easy to remember.',
  }),
  'last-administrator': () => ({
    title: 'Nobody could give rights any more',
    detail: 'This is the last person, or the last role, who may.',
    remedy: 'Make somebody else an administrator first.',
  }),
  'role-too-strong': ({ permissions }) => ({
    title: 'You cannot give more than you have',
    detail: `That role has what you lack: ${permissions.join(', ')}.`,
    remedy: 'Choose another role, or ask somebody who has it.',
  }),
  'role-unknown': () => ({
    title: 'There is no such role',
    detail: 'It may have been removed meanwhile.',
    remedy: 'Choose another one.',
  }),
  'role-built-in': () => ({
    title: 'This role comes with Triptych',
    detail: 'It is the same everywhere, so it can be neither changed nor removed, and its name not be taken.',
    remedy: 'Make a role of your own, with another name.',
  }),
  'permission-unknown': ({ permission }) => ({
    title: `There is no permission ${permission}`,
    detail: 'The list of permissions belongs to Triptych.',
    remedy: 'Choose from that list.',
  }),
  'role-in-use': ({ users }) => ({
    title: 'The role is in use',
    detail: `${String(users)} ${users === 1 ? 'person has' : 'people have'} it.`,
    remedy: 'Give them another role first.',
  }),
  'scope-not-held': ({ permissions }) => ({
    title: 'A token cannot do more than you',
    detail: `You do not have: ${permissions.join(', ')}.`,
    remedy: 'Leave those out.',
  }),
  'own-tenant': () => ({
    title: 'You are in this organisation',
    detail: 'You would lock yourself out.',
    remedy: 'Do it from another one.',
  }),
  'confirmation-wrong': () => ({
    title: 'That is not what was to be typed',
    detail: 'Nothing was removed.',
    remedy: 'Type it exactly as it is shown.',
  }),
  'config-invalid': ({ key, problem }) => ({
    title: `${key} cannot be set to that`,
    detail: problem,
    remedy: 'Correct it and try again.',
  }),
  'blob-too-large': ({ bytesMax }) => ({
    title: 'The file is too large',
    detail: `The server takes files of ${megabytes(bytesMax)} at most.`,
    remedy: 'Keep it in a place of its own, and attach a link or a part of it.',
  }),
  'blobs-full': ({ bytesMax }) => ({
    title: 'There is no room for more files on the server',
    detail: `The files of your organisation may have ${megabytes(bytesMax)} together. Everything else goes on being synchronised.`,
    remedy: 'Remove files that nobody needs, or ask whoever runs the server for more room.',
  }),
  'blobs-unfinished': ({ countMax }) => ({
    title: 'Too many files are on their way',
    detail: `Of yours ${String(countMax)} have begun and not come to an end.`,
    remedy: 'Let those that wait be sent first.',
  }),
  'chunk-refused': ({ problem }) => ({
    title: 'A part of the file did not arrive whole',
    detail: problem,
    remedy: 'It is sent again by itself.',
  }),
  'blob-differs': () => ({
    title: 'The file did not arrive as it is here',
    detail: 'What came together is something else than was said.',
    remedy: 'It is sent again by itself, from its beginning.',
  }),
  'blob-incomplete': ({ missing }) => ({
    title: 'Parts of the file are missing on the server',
    detail: `${String(missing)} ${missing === 1 ? 'part has' : 'parts have'} not arrived.`,
    remedy: 'They are sent again by themselves.',
  }),
  'backup-failed': ({ problem }) => ({
    title: 'The back-up could not be made',
    detail: problem,
    remedy: "Look at the server's disk and its log.",
  }),
} satisfies Partial<FailureTexts>;

const codeTitles = {
  wrong: 'The code is not right',
  used: 'The code was used already',
  clock: 'The code is too old, or too new',
};
const codeDetails = {
  wrong: 'The authenticator shows another one every thirty seconds; a recovery code is good once.',
  used: 'Each code is good once, so that nobody can use one that they have seen.',
  clock: 'The clock of your telephone and that of the server are minutes apart.',
};
const codeRemedies = {
  wrong: 'Type the one that is shown now. If it is refused again, look whether the clock of your telephone is right.',
  used: 'Wait for the next one, and type that.',
  clock: 'Let the telephone set its date and time by itself, then type the code that it shows.',
};

const endings = new Map(
  Object.entries({
    'signed-out': 'The session was ended.',
    'by-administrator': 'An administrator ended the session.',
    'user-disabled': 'Your account was suspended.',
    'password-changed': 'Your password was changed.',
    'second-factor-demanded':
      'Your organisation demands a second factor, and you have none yet: you set it up as you sign in.',
    'signed-in-elsewhere': 'You signed in somewhere else, and your organisation allows one session.',
    expired: 'The session has come to its end.',
    revoked: 'The token was revoked.',
  }),
);

function signedOutText(reason: string | null): string {
  return endings.get(reason ?? '') ?? 'There is no session with the server.';
}

function passwordText(reason: 'short' | 'long' | 'guessable'): string {
  if (reason === 'short') return `It needs at least ${String(passwordCharsMin)} characters.`;
  if (reason === 'long') return `It may have ${String(passwordCharsMax)} characters at most.`;
  return 'It is made of what everybody tries first: common words, names, dates, patterns of keys, or what is known of you.';
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toLocaleString('en')} MB`;
}

function waitText(seconds: number): string {
  if (seconds < 60) return `${String(seconds)} ${seconds === 1 ? 'second' : 'seconds'}`;
  const minutes = Math.ceil(seconds / 60);
  return `${String(minutes)} ${minutes === 1 ? 'minute' : 'minutes'}`;
}
