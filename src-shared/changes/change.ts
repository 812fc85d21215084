import type { Stamp } from './stamp.ts';

/** What a patch says of a merged text: the splice that was made, and Yjs' update for it in base64. */
export type TextEdit = { readonly at: number; readonly inserted: string; readonly update: string };

/** Field → new value; for a merged text a `TextEdit`. Plain JSON. */
export type ChangePatch = { readonly [field: string]: unknown };

/** Field → the value it had; for a merged text what the splice removed. Null when the change created the record. */
export type BeforeValues = { readonly [field: string]: unknown } | null;

/**
 * One write to fields of one record: what undo, history, live queries and synchronisation all read.
 *
 * A change is known by device and number. `transactionNumber` is the number of the first change of its transaction: they are
 * carried out together everywhere or nowhere. Creation and deletion are changes too: the first has every field in its patch,
 * the second sets `deletedAt`. `createdAt` and `updatedAt` are in no patch: they follow from the stamps.
 */
export type Change = {
  readonly deviceId: string;
  readonly number: number;
  readonly transactionNumber: number;
  readonly undoGroup: string;
  readonly actorId: string;
  /** The window that it was made in; null where there was none, or nobody noted it. */
  readonly sessionId: string | null;
  readonly entity: string;
  readonly recordId: string;
  readonly patch: ChangePatch;
  readonly before: BeforeValues;
  readonly stamp: Stamp;
  /** The number of the last migration that the writer knew. */
  readonly schemaVersion: number;
};
