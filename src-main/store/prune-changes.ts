/*
 * Old changes go: those that are older than their workspace keeps its history (find-old-changes.ts).
 *
 * An undo group goes whole or not at all, and its undo step goes first and in the same transaction, so that no step is ever
 * offered that could only be half undone. A group that is larger than a transaction may be cut off in the middle by a crash:
 * then it has no step any more, and the next time takes the rest.
 *
 * The work comes in pieces of a few milliseconds each, and whoever wants it done pauses between them. It is found anew each
 * time, so it can be left off after any piece. How far the device has counted is kept elsewhere (device_state) and is not
 * touched: a number that is gone is not given again.
 */
import type { Database } from 'better-sqlite3';

import type { AnyEntity } from '#shared/schema/entity.ts';
import { openOldChanges, rowsPerStep } from './find-old-changes.ts';
import type { HistoryEnds, OldGroup, OldStep } from './find-old-changes.ts';

/** Each step does one piece of the work, and says how many records or changes it has counted or deleted. */
export type Pieces = Iterable<number>;

export type ChangePruning = {
  /** How many changes `pruneChanges` would delete. */
  readonly countOldChanges: (ends: HistoryEnds) => Pieces;
  /** Deletes old changes, a piece at a time, each its own transaction; their undo steps go with them. */
  readonly pruneChanges: (ends: HistoryEnds) => Pieces;
};

export type PruningDeps = {
  readonly database: Database;
  readonly entities: readonly AnyEntity[];
  /** Carries the work out in a transaction of its own. */
  readonly transact: <T>(work: () => T) => T;
  /** Called when undo steps have gone with their changes. */
  readonly onStepsGone: () => void;
};

/** Changes that a transaction may delete: with their indexes about 3 ms, and what the disk takes to be sure of it. */
export const changesPerTransaction = 200;

const newestOfGroupSql = `SELECT stamp
FROM changes
WHERE undo_group = ?
ORDER BY stamp DESC
LIMIT 1`;
const deleteSql = `DELETE FROM changes
WHERE rowid IN (
  SELECT rowid
  FROM changes
  WHERE undo_group = ?
  ORDER BY stamp ASC
  LIMIT ?
)`;
const deleteStepsSql = `DELETE FROM undo_steps
WHERE change_group IN (SELECT value FROM json_each(?))`;

export function openChangePruning(deps: PruningDeps): ChangePruning {
  const walk = openOldChanges(deps.database, deps.entities);
  const deleteGroups = prepareDeletion(deps);
  return {
    countOldChanges: (ends) => countSteps(walk(ends)),
    *pruneChanges(ends) {
      const waiting = new Map<string, OldGroup>();
      let [rowCount, changeCount] = [0, 0];
      for (const { rows, found } of walk(ends)) {
        rowCount += rows;
        if (found !== undefined && !waiting.has(found.name)) {
          waiting.set(found.name, found);
          changeCount += found.size;
        }
        if (changeCount >= changesPerTransaction) {
          yield* deleteGroups([...waiting.values()]);
          waiting.clear();
          [rowCount, changeCount] = [0, 0];
        } else if (rowCount >= rowsPerStep) {
          yield 0;
          rowCount = 0;
        }
      }
      if (waiting.size > 0) yield* deleteGroups([...waiting.values()]);
    },
  };
}

function* countSteps(steps: Iterable<OldStep>): Generator<number> {
  let [rowCount, changeCount] = [0, 0];
  for (const { rows, found } of steps) {
    rowCount += rows;
    // A group is met at each of its records, so each time only that record's changes are counted.
    changeCount += found?.changesOfRecord ?? 0;
    if (rowCount < rowsPerStep) continue;
    yield changeCount;
    [rowCount, changeCount] = [0, 0];
  }
  yield changeCount;
}

/** Deletes groups that were found to be old, but those that an edit has joined since. */
function prepareDeletion({ database, transact, onStepsGone }: PruningDeps) {
  const newestOfGroup = database.prepare<[string], { readonly stamp: string }>(newestOfGroupSql);
  const deleteChanges = database.prepare<[string, number]>(deleteSql);
  const deleteSteps = database.prepare<[string]>(deleteStepsSql);

  function deleteSome(names: readonly string[]): { readonly deleted: number; readonly left: readonly string[] } {
    let deleted = 0;
    for (const [index, name] of names.entries()) {
      deleted += deleteChanges.run(name, changesPerTransaction - deleted).changes;
      if (deleted < changesPerTransaction) continue;
      return { deleted, left: names.slice(newestOfGroup.get(name) === undefined ? index + 1 : index) };
    }
    return { deleted, left: [] };
  }

  return function* deleteGroups(groups: readonly OldGroup[]): Generator<number> {
    const first = transact(() => {
      const same = groups.filter(({ name, newestStamp }) => newestOfGroup.get(name)?.stamp === newestStamp);
      const names = same.map(({ name }) => name);
      const stepCount = deleteSteps.run(JSON.stringify(names)).changes;
      return { ...deleteSome(names), stepCount };
    });
    if (first.stepCount > 0) onStepsGone();
    yield first.deleted;
    for (let { left } = first; left.length > 0;) {
      const names = left;
      const next = transact(() => deleteSome(names));
      ({ left } = next);
      yield next.deleted;
    }
  };
}
