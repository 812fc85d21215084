/*
 * What must hold after any sequence of edits, undos, redos and waiting, when a workspace's old history is pruned: undo never
 * meets half of a group, and no record is another one for it.
 */
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import { functionDraft, setupFolder } from './store.harness.ts';
import type { Store } from './store.ts';

const dayMs = 24 * 60 * 60 * 1000;
const ada = { actorId: 'ada' };

function addFunction(store: Store, workspaceId: string): string {
  const draft = functionDraft({ workspaceId });
  return store.write({ ...ada, isUndoable: false }, (tx) => tx.create(functionEntity, draft)).id;
}

function sum(pieces: Iterable<number>): number {
  return [...pieces].reduce((total, count) => total + count, 0);
}

type Deed =
  | { readonly kind: 'edit'; readonly which: readonly number[]; readonly group: string | undefined }
  | { readonly kind: 'undo' | 'redo' }
  | { readonly kind: 'wait'; readonly days: number };

const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('edit' as const),
      which: fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 }),
      group: fc.constantFrom(undefined, 'typing'),
    }),
    fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const) }),
    fc.record({ kind: fc.constant('wait' as const), days: fc.nat({ max: 9 }) }),
  ),
  { maxLength: 20 },
);

/** Undo group → how many changes it has, and the groups that undo steps name. */
function readGroups(file: string) {
  const database = new Database(file, { readonly: true });
  const rows = database
    .prepare<[], { name: string; size: number }>(
      'SELECT undo_group AS name, COUNT(*) AS size FROM changes GROUP BY undo_group',
    )
    .all();
  const steps = database.prepare<[], { name: string }>('SELECT change_group AS name FROM undo_steps').all();
  database.close();
  return { sizes: new Map(rows.map(({ name, size }) => [name, size])), steps: steps.map(({ name }) => name) };
}

function carryOut(store: Store, ids: readonly string[], deed: Deed, name: string): void {
  if (deed.kind === 'undo') store.undo('ada');
  if (deed.kind === 'redo') store.redo('ada');
  if (deed.kind !== 'edit') return;
  store.write({ ...ada, undoGroup: deed.group }, (tx) => {
    for (const which of deed.which) tx.patch(functionEntity, ids[which] ?? '', { name });
  });
}

test('whatever was done, a group goes whole with its step or stays whole with it, and no record changes', async () => {
  await fc.assert(
    fc.asyncProperty(deeds, fc.nat({ max: 12 }), async (done, keptDays) => {
      const world = setupFolder();
      try {
        const store = await world.open();
        const ids = [1, 1, 2, 2].map((number) => addFunction(store, `workspace-${String(number)}`));
        for (const [index, deed] of done.entries()) {
          world.clock.advance(deed.kind === 'wait' ? deed.days * dayMs : 1);
          carryOut(store, ids, deed, `name ${String(index)}`);
        }
        const records = store.list(functionEntity);
        const before = readGroups(world.options.file);
        const ends = new Map([['workspace-1', instantOf(world.clock.nowMs() - keptDays * dayMs)]]);
        const counted = sum(store.countOldChanges(ends));
        expect(sum(store.pruneChanges(ends))).toBe(counted);

        const after = readGroups(world.options.file);
        for (const [name, size] of after.sizes) expect(size).toBe(before.sizes.get(name));
        const gone = [...before.sizes.keys()].filter((name) => !after.sizes.has(name));
        expect(after.steps).toEqual(before.steps.filter((name) => !gone.includes(name)));
        expect(store.list(functionEntity)).toEqual(records);
        expect(sum(store.countOldChanges(ends))).toBe(0);
      } finally {
        world.dispose();
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);
