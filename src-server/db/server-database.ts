/*
 * The server's database behind one small type, whichever it is. Every query is made inside a transaction that has a reach: as
 * which role, for which tenant and person. The database itself refuses what lies outside of it (row-security.ts), so a query
 * that has forgotten its WHERE gives nobody another tenant's records.
 */
import type { Permission } from '#shared/rpc/permission-rules.ts';

import type { Whose } from './lines.ts';

export type SqlRow = { readonly [column: string]: unknown };

/**
 * `app`: one tenant's data, for one person. `access`: finds out who is asking, across tenants, and counts failed sign-ins.
 * `operator`: the tenants themselves and the server's own settings. None of them can bypass row-level security.
 */
export type Reach =
  | {
      readonly role: 'app';
      readonly tenantId: string;
      /** Null for what the server does by itself in a tenant. */
      readonly userId: string | null;
      readonly permissions: readonly Permission[];
      /** A write takes hold of the tenant first, and throws `TenantClosed` where it is suspended, cancelled or gone. */
      readonly mode: 'read' | 'write';
    }
  | { readonly role: 'access' | 'operator' };

export type Sql = {
  /**
   * Statements are carried out in the order in which they are asked, also those asked while the one before is not answered yet:
   * these go to the database together, and none waits for a journey. After one that fails, all fail (see `inOrder`).
   */
  readonly query: (text: string, values?: readonly unknown[]) => Promise<readonly SqlRow[]>;
  /**
   * Goes on in the same transaction with another reach: a sign-in finds the person as `access`, and acts as `app`. Whether the tenant
   * allows it is thrown by what is asked next, or at the end; and so is what `isRight` fails with, for a reach that is entered before
   * it is known whether it is the right one.
   */
  readonly enter: (reach: Reach, isRight?: Promise<void>) => Promise<void>;
  /** Told to every server process on this database when the transaction has been committed. At most 7,900 bytes. */
  readonly announce: (channel: string, message: string) => Promise<void>;
  /**
   * Waits for what is asked last, and commits on the same journey: if any of it fails, nothing of the transaction is kept, and no
   * return to a savepoint helps. It has to be asked at once, or `afterSending` something that is; nothing may be asked later.
   */
  readonly finish: (asked: readonly Promise<unknown>[]) => Promise<void>;
};

/** The tenant may not be written to, or (`cancelled`, `missing`) not even read. */
export class TenantClosed extends Error {
  override name = 'TenantClosed';
  readonly status: 'suspended' | 'cancelled' | 'missing';
  constructor(status: 'suspended' | 'cancelled' | 'missing') {
    super(`The tenant is ${status}.`);
    this.status = status;
  }
}

/** The database does not answer, or stopped answering in the middle: what was being written may or may not be there. */
export class DatabaseAway extends Error {
  override name = 'DatabaseAway';
}

export type TransactionOptions = {
  /** Set where the work does nothing but query, so that it may be done again after a deadlock or a serialization failure. */
  readonly isRepeatable?: boolean;
  /** Who waits for it, where transactions wait for one another; the server itself where nothing is said. */
  readonly whose?: Whose;
};

export type Listener = {
  readonly onMessage: (message: string) => void;
  /** The connection was lost and is there again: what was announced meanwhile has not been heard. Never on PGlite. */
  readonly onGap?: () => void;
};

export type ServerDatabase = {
  readonly kind: 'pglite' | 'postgres';
  /** One transaction; what the work throws takes it back. */
  readonly transaction: <T>(reach: Reach, work: (sql: Sql) => Promise<T>, options?: TransactionOptions) => Promise<T>;
  /** As the owner of the tables, for migrations, policies and upkeep, and for nothing that a client asks. One transaction too. */
  readonly asOwner: <T>(work: (sql: OwnerSql) => Promise<T>) => Promise<T>;
  /** Calls for every announcement of any server process; returns what stops it. */
  readonly listen: (channel: string, listener: Listener) => Promise<() => Promise<void>>;
  /** Writes all of it to a file, which has its name only when it is whole and has been read. Throws `DatabaseUnfit`. */
  readonly dump: (file: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type OwnerSql = Pick<Sql, 'query' | 'announce'> & {
  /** Several statements as one text, without values. */
  readonly run: (text: string) => Promise<void>;
};
