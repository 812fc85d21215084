import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { packColumn } from '../records/packed-column.ts';
import { PackedTable, openPacked } from '../records/packed-records.ts';
import type { AnyEntity, AnyRecord } from '../schema/entity.ts';
import { codeCells } from './cells/cell-codes.ts';
import { dependencies, ends, nestings, pairReviewEntity, relationshipEntity } from './object-entities.ts';
import { modelOf, edited } from './matrix-model.harness.ts';
import { pairOf } from './matrix-keys.ts';
import { createEdit, patchEdit, removeEdit } from './model-edits.ts';
import type { ModelEdit } from './model-edits.ts';
import { newRelationship } from './new-records.ts';
import { createProjectModel } from './project-model.ts';
import type { ModelTables, ProjectModel } from './project-model.ts';

const names = ['A', 'B', 'C', 'D'] as const;
const one = fc.constantFrom(...names);
const text = fc.constantFrom('', 'by name', '"قارئ"');

const someRelationship = fc.record({
  sourceObjectId: fc.constantFrom(...names, 'gone'),
  targetObjectId: one,
  sourceEnd: fc.constantFrom(null, ...ends),
  targetEnd: fc.constantFrom(null, ...ends),
  sourceNesting: fc.constantFrom(null, ...nestings),
  targetNesting: fc.constantFrom(null, ...nestings),
  sourceNavigates: fc.constantFrom(null, true, false),
  targetNavigates: fc.constantFrom(null, true, false),
  sourceMechanics: text,
  sourceSort: text,
  sourceFilter: text,
  sourceDependency: fc.constantFrom(null, ...dependencies),
});
const somePair = fc.tuple(one, one).filter(([left, right]) => left !== right);

test('a model that is packed still shows, and is edited, as one of records', () => {
  fc.assert(
    fc.property(
      fc.array(someRelationship, { maxLength: 12 }),
      fc.array(somePair, { maxLength: 4 }),
      (relationships, pairs) => {
        const plain = modelOf(names, [
          ...relationships.map((given, index) =>
            createEdit('relationship', idAt(index), { ...newRelationship(given), ...given }),
          ),
          ...pairs.map(([left, right]) => reviewEdit(left, right)),
        ]);
        const packed = createProjectModel({ ...plain.tables, ...packedTables(plain.tables) });
        expect(shownBy(packed)).toEqual(shownBy(plain));
        const edits = [
          patchEdit('relationship', idAt(0), { targetEnd: '1..*' }),
          removeEdit('relationship', idAt(1)),
          createEdit('relationship', 'new', newRelationship({ sourceObjectId: 'A', targetObjectId: 'B' })),
          reviewEdit('C', 'D'),
        ];
        expect(shownBy(edited(packed, edits))).toEqual(shownBy(edited(plain, edits)));
      },
    ),
  );
});

test('a record of a packed table is the same object whoever reads it', () => {
  const given = newRelationship({ sourceObjectId: 'A', targetObjectId: 'B' });
  const { tables } = modelOf(names, [createEdit('relationship', idAt(0), given)]);
  const model = createProjectModel({ ...tables, ...packedTables(tables) });
  const read = model.tables.relationship.get(idAt(0));
  expect(model.relationshipsByPair.get('A:B')?.[0]).toBe(read);
  expect(model.relationshipsByObject.get('B')?.[0]).toBe(read);
  expect([...model.tables.relationship.values()][0]).toBe(read);
});

function idAt(index: number): string {
  return `r${String(index).padStart(3, '0')}`;
}

function reviewEdit(left: string, right: string): ModelEdit {
  const [objectAId, objectBId] = pairOf(left, right);
  const fields = { objectAId, objectBId, verdict: 'no', note: '', reviewedBy: 'ada' } as const;
  return createEdit('pairReview', `${objectAId}${objectBId}`, fields);
}

function shownBy(model: ProjectModel): readonly unknown[] {
  const { relationshipsByPair, relationshipsByObject, pairReviewsByPair, tables } = model;
  const maps = [relationshipsByPair, relationshipsByObject, pairReviewsByPair, tables.relationship, tables.pairReview];
  return [[...codeCells(model).codes], ...maps.map((map) => new Map<string, unknown>(map))];
}

function packedTables({ relationship, pairReview }: ModelTables): Pick<ModelTables, 'relationship' | 'pairReview'> {
  // A packed table of an entity holds that entity's records.
  return {
    relationship: packTable(relationshipEntity, relationship),
    pairReview: packTable(pairReviewEntity, pairReview),
  } as unknown as Pick<ModelTables, 'relationship' | 'pairReview'>;
}

/** As the core packs it: booleans are numbers there. */
function packTable(entity: AnyEntity, table: ReadonlyMap<string, AnyRecord>): PackedTable {
  const records = [...table.values()];
  const columns = Object.keys(records[0] ?? { id: '' }).map((name) => [
    name,
    packColumn(
      JSON.stringify(records.map(({ [name]: value }) => (typeof value === 'boolean' ? Number(value) : value))),
    ),
  ]);
  return new PackedTable(
    openPacked(entity, { count: records.length, constants: {}, columns: Object.fromEntries(columns) }),
  );
}
