import type { AnyEntity } from '#shared/schema/entity.ts';

import type { MailDeps } from '../mail/queue-mail.ts';
import type { Passwords } from './passwords.ts';

/** What signing in needs of the rest of the server. No database: a handler has its call's transaction, and PGlite no second one. */
export type AccessDeps = MailDeps & {
  /** Whose token was made; the first to show it is no stranger. */
  readonly onTokenMade: (token: string, userId: string) => void;
  readonly passwords: Passwords;
  /** Where people reach this server: links in mails begin with it. No slash at its end. */
  readonly publicAddress: string;
  /** Everything that is stored: what names a person is found by it. */
  readonly entities: readonly AnyEntity[];
  readonly version: string;
  readonly apiVersion: number;
  readonly schemaVersion: number;
};
