import type { MailDeps } from '../mail/queue-mail.ts';
import type { Passwords } from './passwords.ts';

/** What signing in needs of the rest of the server. No database: a handler has its call's transaction, and PGlite no second one. */
export type AccessDeps = MailDeps & {
  readonly passwords: Passwords;
  /** Where people reach this server: links in mails begin with it. No slash at its end. */
  readonly publicAddress: string;
  readonly version: string;
  readonly apiVersion: number;
  readonly schemaVersion: number;
};
