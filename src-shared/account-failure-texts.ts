import type { FailureTexts } from './failure-text.ts';

const keychainRemedy =
  "Unlock your system's keychain (on Linux, the keyring that opens with your login) and try again.";

/** The accounts of this device, and where their secrets are. */
export const accountTexts = {
  'account-missing': () => ({
    title: 'The account is not on this device',
    detail: 'It may have been taken off in another window.',
    remedy: 'Choose another one, or connect to its server again.',
  }),
  'account-not-opened': ({ reason }) => ({
    title: 'The account could not be opened',
    detail: reason,
    remedy: 'The account that was open still is.',
  }),
  'account-switching': () => ({
    title: 'Another account is being opened',
    detail: 'Nothing was done about this one.',
    remedy: 'Wait a moment and try again.',
  }),
  'account-not-forgettable': () => ({
    title: 'The personal account stays',
    detail: 'It holds what is on this device only, and there is always one.',
    remedy: 'Delete its workspaces to be rid of what is in it.',
  }),
  'accounts-full': ({ countMax }) => ({
    title: 'There are too many accounts on this device',
    detail: `It keeps at most ${String(countMax)}.`,
    remedy: 'Forget one that you do not need here, and try again.',
  }),
  'accounts-too-new': ({ file }) => ({
    title: 'The list of accounts is of a newer Triptych',
    detail: `${file} was left as it is.`,
    remedy: 'Install the newer Triptych to change the list.',
  }),
  'secrets-locked': ({ place }) => ({
    title: place === 'vault' ? 'The vault is locked' : "The system's keychain is locked",
    detail: 'What is kept in it cannot be read or changed until it is open.',
    remedy: place === 'vault' ? 'Unlock the vault with its passphrase and try again.' : keychainRemedy,
  }),
  'passphrase-wrong': () => ({
    title: 'This is not the passphrase of the vault',
    detail: 'The vault is as it was.',
    remedy: 'Type it again; mind the keyboard layout and capitals.',
  }),
  'passphrase-too-short': ({ charsMin }) => ({
    title: 'The passphrase is too short',
    detail: `It takes at least ${String(charsMin)} characters, since whoever has the file can try as many as they like.`,
    remedy: 'Take several words that do not belong together.',
  }),
  'vault-damaged': ({ file }) => ({
    title: 'The vault cannot be read',
    detail: `${file} is damaged; no passphrase opens it.`,
    remedy: 'Put a copy of it back, or make a new vault: the damaged file is then set aside, and you sign in again.',
  }),
  'vault-present': () => ({
    title: 'There is a vault already',
    detail: 'It was left as it is.',
    remedy: 'Unlock it with its passphrase.',
  }),
  'vault-missing': () => ({
    title: 'There is no vault on this device',
    detail: 'It may have been deleted.',
    remedy: 'Make one with a passphrase.',
  }),
  'keychain-usable': () => ({
    title: 'No vault is needed',
    detail: "The system's keychain is open and keeps what is secret.",
    remedy: '',
  }),
} satisfies Partial<FailureTexts>;
