/*
 * The store of one account: records are read and written here and nowhere else.
 *
 *   write(edit, work) ─→ one transaction ─┬─ rows of the entities' tables
 *                                         ├─ their changes (undo, history, synchronisation)
 *                                         └─ the undo step of whoever edited
 *   then, durable ─→ onCommit: what each touched record was and is, for live queries
 *
 *   beginLongWrite ─→ the same in many transactions, all or nothing (long-write.ts)
 *   note ─→ a record of the program's own work, in a file first and with others in a transaction later (write-behind.ts)
 *
 * Everything but opening is synchronous: SQLite answers in microseconds, and a write that has returned is on the disk.
 */
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock, Instant } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { UndoState } from '#shared/records/undo-api.ts';
import type { AnyEntity, AnyRecord, DraftOf, PatchOf, RecordOf } from '#shared/schema/entity.ts';
import type { Migration } from '#shared/schema/migrations/migration.ts';
import { migrations as allMigrations } from '#shared/schema/migrations/migrations.ts';
import { takeInBehind } from './behind-file.ts';
import { createCheckpoints } from './checkpoints.ts';
import { openDatabase, peekDatabase } from './database-file.ts';
import type { Durability } from './durability.ts';
import { closeIdentity, openIdentity } from './device-identity.ts';
import type { GroupEffect } from './invert-changes.ts';
import type { LongEdit, LongWrite } from './long-write.ts';
import { lastVersion, migrateUp } from './migrate.ts';
import type { ChangeReader } from './change-reader.ts';
import type { ChangePruning } from './prune-changes.ts';
import { openFailureOf } from './store-failure.ts';
import type { StoreFailure } from './store-failure.ts';
import type { PackedList } from './packed-lists.ts';
import type { SyncStore } from './sync-store.ts';
import { createStore } from './transactions.ts';
import type { Touched } from './touched-records.ts';

export type Query<E> = {
  /** Equality on each field; `null` asks for absent. JSON and merged text cannot be asked about. */
  readonly where?: { readonly [K in keyof RecordOf<E>]?: RecordOf<E>[K] };
  readonly order?: readonly { readonly field: keyof RecordOf<E> & string; readonly direction: 'up' | 'down' }[];
  readonly limit?: number;
  readonly includeDeleted?: boolean;
  /** Only records whose id comes after this one: for going through all of them by pages, which come in the order of ids. */
  readonly afterId?: string;
};

/** Deleted records are not there, unless a query includes them. */
export type StoreReader = {
  readonly find: <E extends AnyEntity>(entity: E, id: string) => RecordOf<E> | undefined;
  /** Throws the refusal `record-missing` where there is none. */
  readonly get: <E extends AnyEntity>(entity: E, id: string) => RecordOf<E>;
  readonly list: <E extends AnyEntity>(entity: E, query?: Query<E>) => readonly RecordOf<E>[];
  readonly listIds: <E extends AnyEntity>(entity: E, query?: Query<E>) => readonly string[];
  /** For lists of thousands on their way to the window: see packed-records.ts. In no order, but a limit keeps the first ids. */
  readonly listPacked: <E extends AnyEntity>(entity: E, query: Pick<Query<E>, 'where' | 'limit'>) => PackedList;
  readonly count: <E extends AnyEntity>(entity: E, where?: Query<E>['where']) => number;
};

/** Every method throws a `StoreRefusal` for what the entity does not allow; the whole transaction is then taken back. */
export type StoreWriter = StoreReader & {
  readonly create: <E extends AnyEntity>(entity: E, draft: DraftOf<E>, origin?: Origin) => RecordOf<E>;
  /** A merged text takes the whole new text; what is recorded is the difference. */
  readonly patch: <E extends AnyEntity>(entity: E, id: string, patch: PatchOf<E>) => RecordOf<E>;
  readonly remove: (entity: AnyEntity, id: string) => void;
};

/**
 * For records of the device that the program makes of its own work, such as runs: when they came to be, which may be before they
 * are written. They have an id of their own, and their types are believed: parsing them takes longer than writing them.
 */
export type Origin = { readonly createdAt: Instant };

export type Edit = {
  readonly actorId: string;
  /** The window that it is made in, where there is one. */
  readonly sessionId?: string | undefined;
  /** Edits in a row with the same group are undone together. */
  readonly undoGroup?: string | undefined;
  /** What the undo command shows; made from the first record when absent. */
  readonly label?: string | undefined;
  /** False for what the program does by itself, such as bringing the examples: it is no step of anybody's undo. */
  readonly isUndoable?: boolean | undefined;
  /**
   * True for what a server has said: it is no change of this device, so it is neither recorded nor sent, and whatever else is
   * known of the record counts as newer. For records that are made only.
   */
  readonly isGiven?: boolean | undefined;
  /** `soon` is for records of the device that nobody has typed: see durability.ts. */
  readonly durability?: Durability | undefined;
};

export type Commit = { readonly touched: readonly Touched[] };

/** `label` is null when there was nothing to undo. */
export type UndoAnswer = { readonly label: string | null; readonly skippedFields: number };

export type UndoOptions = {
  readonly sessionId?: string | undefined;
  /**
   * Whether what was done to a record may still be taken back, or done again, by whoever asks: what they may do can have changed
   * since. Otherwise nothing is, and the refusal `undo-refused` is thrown.
   */
  readonly mayTurn?: ((effect: GroupEffect, record: AnyRecord) => boolean) | undefined;
};

export type Store = StoreReader &
  ChangeReader &
  ChangePruning & {
    /** Runs the work in one transaction. It must be synchronous, and may not write through the store inside. */
    readonly write: <T>(edit: Edit, work: (tx: StoreWriter) => T) => T;
    /**
     * One new record of the device, whole, that the program has made of its own work: acknowledged for a twentieth of what a
     * transaction costs (write-behind.ts). `durability` is `soon`.
     */
    readonly note: <E extends AnyEntity>(entity: E, record: RecordOf<E>) => void;
    /** For what is too much for one transaction: one at a time. */
    readonly beginLongWrite: (edit: LongEdit) => LongWrite;
    /** Calls after each durable write, in order; returns what stops it. */
    readonly onCommit: (listener: (commit: Commit) => void) => () => void;
    readonly undo: (actorId: string, options?: UndoOptions) => UndoAnswer;
    readonly redo: (actorId: string, options?: UndoOptions) => UndoAnswer;
    readonly undoState: (actorId: string) => UndoState;
    /** For accounts of a server: what is to be sent there, and what comes from there. */
    readonly sync: SyncStore;
    readonly deviceId: string;
    readonly close: () => void;
  };

export type StoreOptions = {
  readonly file: string;
  readonly entities: readonly AnyEntity[];
  /** Where a copy goes before a migration. */
  readonly backupFolder: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Those of this program, unless a test brings its own. */
  readonly migrations?: readonly Migration[];
};

export async function openStore(options: StoreOptions): Promise<Result<Store, StoreFailure>> {
  const { file, backupFolder, clock, random, migrations = allMigrations } = options;
  const knownVersion = lastVersion(migrations);
  const peek = peekDatabase({ file, backupFolder, knownVersion });
  if (!peek.ok) return peek;
  if (peek.value.version !== knownVersion || !peek.value.isSettled) {
    const moved = await migrateUp({ file, backupFolder, clock, migrations });
    if (!moved.ok) return moved;
  }
  try {
    takeInBehind(file);
    const database = openDatabase(file);
    try {
      openIdentity(database, random);
      const entities = options.entities.filter(({ scope }) => scope !== 'server');
      const checkpoints = createCheckpoints(database);
      const parts = { database, entities, clock, random, schemaVersion: knownVersion, checkpoints };
      const { store, finish } = createStore(parts);
      return ok({
        ...store,
        close: () => {
          if (!database.open) return;
          checkpoints.close();
          try {
            finish();
            closeIdentity(database);
          } finally {
            database.close();
          }
        },
      });
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    const failure = openFailureOf(error, file, backupFolder);
    if (failure === undefined) throw error;
    return fail(failure);
  }
}
