/** What the forms say before anything is sent. */
export const emailText = 'Type your e-mail address, as in ada@example.org.';
export const shortText = 'The password is too short.';
