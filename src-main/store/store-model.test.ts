/*
 * What must hold after any sequence of edits, undos and redos: the records are what their changes say (so that another device
 * that gets the changes has the same records), undoing everything leads back to the beginning, and redoing to the end.
 */
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { changeToVersion, mergeVersions, storedToVersion, versionToStored } from '#shared/changes/merge.ts';
import type { Version } from '#shared/changes/merge.ts';
import type { Stamp } from '#shared/changes/stamp.ts';
import { functionEntity } from '#shared/functions/function-entities.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';
import { functionDraft, setupFolder } from './store.harness.ts';
import { openRecordTable } from './record-table.ts';
import type { Store } from './store.ts';

type Step =
  | { readonly kind: 'create'; readonly name: string }
  | {
      readonly kind: 'patch';
      readonly which: number;
      readonly patch: { readonly name?: string; readonly draftSource?: string };
      readonly group: string | undefined;
    }
  | { readonly kind: 'remove'; readonly which: number }
  | { readonly kind: 'undo' | 'redo' };

const name = fc.constantFrom('a', 'b', 'c');
const source = fc.string({ unit: fc.constantFrom('x', 'y', '\n', '😀'), maxLength: 8 });
const which = fc.nat({ max: 3 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('create' as const), name }),
    fc.record({
      kind: fc.constant('patch' as const),
      which,
      patch: fc.record({ name, draftSource: source }, { requiredKeys: [] }),
      group: fc.constantFrom(undefined, undefined, 'typing'),
    }),
    fc.record({ kind: fc.constant('remove' as const), which }),
    fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const) }),
  ),
  { maxLength: 12 },
);

function take(store: Store, step: Step): void {
  const functions = store.list(functionEntity);
  const chosen = 'which' in step ? functions[step.which % Math.max(functions.length, 1)] : undefined;
  if (step.kind === 'undo') store.undo('ada');
  if (step.kind === 'redo') store.redo('ada');
  if (step.kind === 'create')
    store.write({ actorId: 'ada' }, (tx) => tx.create(functionEntity, functionDraft({ name: step.name })));
  if (step.kind === 'remove' && chosen !== undefined)
    store.write({ actorId: 'ada' }, (tx) => tx.remove(functionEntity, chosen.id));
  if (step.kind === 'patch' && chosen !== undefined) {
    store.write({ actorId: 'ada', undoGroup: step.group }, (tx) => tx.patch(functionEntity, chosen.id, step.patch));
  }
}

/** Without the time of the last edit, which an undo does not take back. */
function contentOf(store: Store): readonly unknown[] {
  return store.list(functionEntity).map((record) => ({ ...record, updatedAt: null }));
}

type ChangeRow = { readonly record_id: string; readonly patch: string; readonly stamp: string };

function foldChanges(database: Database.Database): ReadonlyMap<string, Version> {
  const folded = new Map<string, Version>();
  // In the order of the stamps' last digits: any order must do.
  for (const row of database
    .prepare<[], ChangeRow>('SELECT record_id, patch, stamp FROM changes ORDER BY number % 3, number DESC')
    .all()) {
    const change = { patch: JSON.parse(row.patch) as AnyRecord, stamp: row.stamp as Stamp };
    folded.set(
      row.record_id,
      mergeVersions(functionEntity, folded.get(row.record_id) ?? {}, changeToVersion(functionEntity, change)),
    );
  }
  return folded;
}

test('records are what their changes say, in whatever order the changes come', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (drawn) => {
      const world = setupFolder();
      try {
        const store = await world.open();
        for (const step of drawn) {
          world.clock.advance(1);
          take(store, step);
        }
        store.close();
        const database = new Database(world.options.file, { readonly: true });
        const table = openRecordTable(database, functionEntity);
        for (const [id, version] of foldChanges(database)) {
          const stored = table.findStored(id);
          const expected =
            stored === undefined
              ? undefined
              : versionToStored(functionEntity, id, storedToVersion(functionEntity, stored));
          const { record, clocks } = versionToStored(functionEntity, id, version);
          expect({ record, clocks }).toEqual({ record: expected?.record, clocks: expected?.clocks });
        }
        database.close();
      } finally {
        world.dispose();
      }
    }),
    { numRuns: 40 },
  );
});

test('undoing everything leads back to the beginning, and redoing everything to the end', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (drawn) => {
      const world = setupFolder();
      try {
        const store = await world.open();
        for (const step of drawn) take(store, step);
        while (store.redo('ada').label !== null);
        const end = contentOf(store);
        let skipped = 0;
        for (let undone = store.undo('ada'); undone.label !== null; undone = store.undo('ada'))
          skipped += undone.skippedFields;
        expect(contentOf(store)).toEqual([]);
        for (let redone = store.redo('ada'); redone.label !== null; redone = store.redo('ada'))
          skipped += redone.skippedFields;
        expect(contentOf(store)).toEqual(end);
        expect(skipped).toBe(0);
      } finally {
        world.dispose();
      }
    }),
    { numRuns: 40 },
  );
});
