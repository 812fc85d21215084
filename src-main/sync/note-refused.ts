/*
 * An edit that the server did not take, on the list of what is to be looked at. Where the server did not take the making of its record
 * either, the two are one thing to who reads the list: the record as it was at last. Alone, the edit could not be tried again, since
 * there is no record for it; and the making alone would bring back what nobody has seen for long.
 */
import type { Clock } from '#shared/base/instant.ts';

import type { SyncProblemRow } from '../store/sync-progress.ts';
import type { SyncWriter } from '../store/sync-store.ts';
import { noteProblem, readDetail, valueOn } from './note-problems.ts';
import type { Noted, ProblemDetail, ProblemSide } from './note-problems.ts';

export function noteRefused(tx: SyncWriter, clock: Clock, { change, detail }: Omit<Noted, 'kind'>): void {
  const making = detail.isCreation ? undefined : findMaking(tx, change);
  if (making === undefined) noteProblem(tx, clock, { kind: 'rejected', change, detail });
  // What was deleted again is missed by nobody.
  else if (detail.fields.some(({ name, mine }) => name === 'deletedAt' && mine !== null))
    tx.settleProblem(making.row.id);
  else {
    const fields = joinSides(making.detail.fields, detail.fields);
    tx.addProblem({ ...making.row, detail: JSON.stringify({ ...making.detail, fields }) });
  }
}

type Making = { readonly row: SyncProblemRow; readonly detail: ProblemDetail };

function findMaking(tx: SyncWriter, { entity, recordId }: Noted['change']): Making | undefined {
  for (const row of tx.listRefusedOf(entity, recordId)) {
    const detail = readDetail(row);
    if (detail?.isCreation === true) return { row, detail };
  }
  return undefined;
}

function joinSides(made: readonly ProblemSide[], edited: readonly ProblemSide[]): ProblemSide[] {
  const sides = new Map(made.map((side) => [side.name, side]));
  for (const side of edited) {
    const before = sides.get(side.name);
    sides.set(side.name, before === undefined ? side : { ...before, mine: valueOn(before.mine, side) });
  }
  return [...sides.values()];
}
