export const connectPath = '/connect';
/** Signing in again to the server of the account that is open. */
export const connectAgainPath = '/connect/again';
export const accountPath = '/account';
