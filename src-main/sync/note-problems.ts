/* What of an edit a person should know: written into the store with the reason, and read back for the page. */
import { z } from 'zod';

import type { Clock } from '#shared/base/instant.ts';
import type { Change, TextEdit } from '#shared/changes/change.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { fitSplice } from '#shared/sync/play-again.ts';
import type { Overwritten } from '#shared/sync/receive-changes.ts';
import type { ProblemKind } from '#shared/sync/sync-api.ts';

import type { SyncProblemRow } from '../store/sync-progress.ts';
import type { SyncWriter } from '../store/sync-store.ts';

const side = z.object({
  name: z.string(),
  mine: z.json(),
  theirs: z.json(),
  isText: z.boolean(),
  /** Of what is there instead, where that is another's edit: by it is found who made it. */
  stamp: z.string().nullable().default(null),
  /** Of an edit of a text: where it was, and what it took out. */
  splice: z.object({ at: z.number(), removed: z.string() }).nullable().default(null),
});
export const problemDetailSchema = z.object({
  code: z.string().nullable(),
  reasons: z.array(z.string()),
  actorId: z.string().nullable(),
  isCreation: z.boolean(),
  fields: z.array(side),
});
export type ProblemDetail = z.infer<typeof problemDetailSchema>;
export type ProblemSide = z.infer<typeof side>;

export type Noted = {
  readonly kind: ProblemKind;
  readonly change: Pick<Change, 'deviceId' | 'number' | 'entity' | 'recordId'>;
  readonly detail: ProblemDetail;
};

/** Which tabs are open, the theme: of one's own devices the last one counts, and nobody compares them. */
export function isOwnSetting({ scope }: AnyEntity): boolean {
  return scope === 'user';
}

export function noteProblem(tx: SyncWriter, clock: Clock, { kind, change, detail }: Noted): void {
  const { deviceId, number, entity, recordId } = change;
  // Known by the change, so that a replay that gets the same answer adds none.
  const id = `${kind}.${deviceId}.${String(number)}`;
  tx.addProblem({ id, kind, deviceId, number, entity, recordId, detail: JSON.stringify(detail), at: clock.nowMs() });
}

/** By field, since the edits that are overwritten at once can be of different times. */
export function noteOverwritten(tx: SyncWriter, clock: Clock, found: Overwritten): void {
  const { entity, recordId, field, mine, theirs } = found;
  const { stamp } = theirs;
  const sides = { mine: asJson(mine.value), theirs: asJson(theirs.value), stamp };
  const fields = [{ name: field, ...sides, isText: false, splice: null }];
  const detail: ProblemDetail = { code: null, reasons: [], actorId: theirs.actorId, isCreation: false, fields };
  tx.addProblem({
    id: overwrittenId(mine.stamp, field),
    kind: 'overwritten',
    deviceId: mine.stamp.slice(-16),
    number: 0,
    entity,
    recordId,
    detail: JSON.stringify(detail),
    at: clock.nowMs(),
  });
}

/** The server's answer tells of the same edit: it is told once, though a page had brought what took its place before. */
export function forgetOverwritten(tx: SyncWriter, { stamp }: Pick<Change, 'stamp'>, fields: readonly string[]): void {
  for (const field of fields) tx.settleProblem(overwrittenId(stamp, field));
}

function overwrittenId(stamp: string, field: string): string {
  return `overwritten.${stamp}.${field}`;
}

/** What a change wanted to write, beside what is there instead. */
export function sidesOf(
  entity: AnyEntity,
  { patch, before }: Pick<Change, 'patch' | 'before'>,
  theirsOf: (field: string) => { readonly value: unknown; readonly stamp?: string } | undefined,
): ProblemSide[] {
  return Object.entries(patch).map(([name, value]) => {
    const isText = entity.fields[name]?.kind === 'merged-text' && value !== null;
    // Written by the store, as a splice.
    const edit = isText ? (value as TextEdit) : null;
    const removed = before?.[name];
    return {
      name,
      mine: asJson(edit === null ? value : edit.inserted),
      theirs: asJson(theirsOf(name)?.value),
      isText,
      stamp: theirsOf(name)?.stamp ?? null,
      splice: edit === null ? null : { at: edit.at, removed: typeof removed === 'string' ? removed : '' },
    };
  });
}

/** What is written, put on what there is now: of an edit of a text only what was typed, where it was. */
export function valueOn(now: unknown, { mine, splice }: ProblemSide): ProblemSide['mine'] {
  if (splice === null || typeof mine !== 'string' || typeof now !== 'string') return mine;
  const { at, removed, inserted } = fitSplice(now, { ...splice, inserted: mine });
  return now.slice(0, at) + inserted + now.slice(at + removed.length);
}

/** Undefined for what another version of the program has written. */
export function readDetail({ detail }: SyncProblemRow): ProblemDetail | undefined {
  try {
    return problemDetailSchema.safeParse(JSON.parse(detail)).data;
  } catch {
    return undefined;
  }
}

// Values of fields are JSON, or absent.
function asJson(value: unknown): z.core.util.JSONType {
  return (value ?? null) as z.core.util.JSONType;
}
