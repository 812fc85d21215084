/*
 * A server of a simulation, as the world sees it: what devices ask it and are answered, what happens to it, and what it has. The one
 * in memory answers at once; the real one (src-server/sync/replay) when its database has.
 */
import type { StoredRecord } from '../../schema/row-codec.ts';
import type { ScopePart } from '../find-reach-changes.ts';
import type { Cursor, Outcome, ReachedScope, SentChange, SentRecord, ToldChange } from '../sync-protocol.ts';
import type { SimRight } from './sim-world.harness.ts';

/** Of the server in memory it is there at once. */
type Soon<T> = T | Promise<T>;

export type Question =
  | { readonly kind: 'greet'; readonly deviceIds: readonly string[] }
  | { readonly kind: 'pull'; readonly cursor: Cursor; readonly deviceId: string }
  | {
      readonly kind: 'push';
      readonly changes: readonly SentChange[];
      readonly after: { readonly [id: string]: number };
      readonly fence: string;
    }
  | { readonly kind: 'snapshot'; readonly part: ScopePart; readonly afterId: string | null };

export type Answer =
  | {
      readonly kind: 'greeted';
      readonly head: Cursor;
      readonly reach: readonly ReachedScope[];
      readonly lastNumbers: { readonly [deviceId: string]: number };
      readonly fence: string;
      readonly schemaVersion: number;
      readonly serverMs: number;
    }
  | {
      readonly kind: 'changes';
      readonly changes: readonly ToldChange[];
      readonly cursor: Cursor;
      readonly isEnd: boolean;
      readonly reach: readonly ReachedScope[];
    }
  | { readonly kind: 'resync' }
  /** `head` is what the mutant takes for its cursor. */
  | { readonly kind: 'pushed'; readonly outcomes: readonly Outcome[]; readonly serverMs: number; readonly head: Cursor }
  | { readonly kind: 'page'; readonly records: readonly SentRecord[]; readonly isEnd: boolean; readonly epoch: string }
  | { readonly kind: 'not-reached' };

/** One line of the tenant's log. */
export type LogRow = { readonly change: ToldChange; readonly part: ScopePart };
export type Kept = { readonly entity: string; readonly stored: StoredRecord };

export type SimServer = {
  /** Throws `SimCrash` where nobody answers. */
  readonly answer: (userId: string, question: Question, nowMs: number) => Soon<Answer>;
  /** What the server writes by itself. */
  readonly write: (nowMs: number, change: ServerWrite) => Soon<void>;
  readonly setRight: (right: Omit<SimRight, 'role'> & { readonly role: SimRight['role'] | null }) => Soon<void>;
  readonly compact: () => Soon<void>;
  readonly upgrade: () => Soon<void>;
  /** Lets one of the next statements be the last of what is under way. */
  readonly crashSoon: (statements: number) => void;
  /** A back-up; what is returned puts it back, whatever has happened meanwhile, under another epoch. */
  readonly keep: () => Soon<PutBack>;
  readonly schemaVersion: () => number;
  readonly head: () => Soon<Cursor>;
  /** In their order, deleted ones too. */
  readonly listIds: (entity: string) => Soon<readonly string[]>;
  readonly view: () => Soon<ServerView>;
};

export type ServerWrite = Pick<SentChange, 'entity' | 'recordId' | 'patch' | 'before'>;
export type PutBack = (epoch: string) => Soon<void>;

/** All that a server has, at one moment. */
export type ServerView = {
  readonly schemaVersion: number;
  readonly records: readonly Kept[];
  /** Everything that was ever logged, in order, compaction or not. */
  readonly log: readonly LogRow[];
  /** What was remembered, by device and number. */
  readonly answers: readonly (readonly [string, Outcome])[];
  readonly reach: (userId: string) => readonly ReachedScope[];
};
