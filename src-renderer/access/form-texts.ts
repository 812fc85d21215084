/** What the forms say before anything is sent. */
export const emailText = 'Type your e-mail address, as in ada@example.org.';
export const shortText = 'The password is too short.';
/** Of who is signed in, and is asked for it once more. */
export const notYoursText = 'That is not your password. Type it again.';
