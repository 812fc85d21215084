import { expect, test } from 'vitest';

import { applyEdits, createEdit } from '../model-edits.ts';
import { newAttribute, newCta, newObject, newRelationship } from '../new-records.ts';
import { createProjectModel, emptyTables } from '../project-model.ts';
import type { ModelTables } from '../project-model.ts';
import { planImport } from './import-plan.ts';
import { readSheets } from './read-sheets.ts';
import { modelToSheets } from './write-sheets.ts';

const projectId = 'project';

/** Account (or Household), Profile and Plan; an account has 1..* profiles, and the relationship to Plan is not known yet. */
function setup() {
  let count = 0;
  const newId = () => `id-${String((count += 1)).padStart(4, '0')}`;
  const createdBy = 'ada';
  const edits = [
    createEdit('object', 'account', {
      ...newObject({ name: 'Account', rank: 'a0', createdBy }),
      synonyms: ['Household'],
    }),
    createEdit('object', 'profile', newObject({ name: 'Profile', rank: 'a1', createdBy })),
    createEdit('object', 'plan', newObject({ name: 'Plan', rank: 'a2', createdBy })),
    createEdit('relationship', 'has', {
      ...newRelationship({ sourceObjectId: 'account', targetObjectId: 'profile' }),
      sourceEnd: '1',
      targetEnd: '1..*',
    }),
    createEdit('cta', 'pause', newCta({ objectId: 'account', name: 'Pause', rank: 'a0' })),
    createEdit('attribute', 'seats', {
      ...newAttribute({ objectId: 'plan', name: 'seats', rank: 'a0' }),
      dataType: 'integer',
      validationRules: { min: '1' },
    }),
  ];
  const tables = applyEdits(emptyTables, edits, { id: '', projectId });
  const plan = (rows: readonly (readonly string[])[], into: ModelTables = tables, name = '') =>
    planImport(readSheets('CSV', [{ name, rows }]), {
      tables: into,
      projectId,
      userId: 'ada',
      userNames: new Map([['ada', 'Ada']]),
      keepsAuthors: true,
      newId,
    });
  const apply = (rows: readonly (readonly string[])[]) =>
    createProjectModel(applyEdits(tables, plan(rows).edits, { id: '', projectId }));
  return { tables, plan, apply, model: createProjectModel(tables) };
}

test('a list of objects changes those of its names and synonyms, and adds the others at the end', () => {
  const { plan, apply } = setup();
  const rows = [
    ['Name', 'Definition', 'Type', 'Phase'],
    ['household', 'Who pays', 'core', ''],
    ['  plan ', '', 'supporting', ''],
    ['Device', 'A screen', 'external', 'now'],
  ];
  expect(plan(rows)).toMatchObject({
    created: [{ entity: 'object', name: 'Device', place: { row: 4 } }],
    changed: [
      {
        name: 'Account',
        place: { row: 2 },
        changes: [
          { field: 'description', old: '', next: 'Who pays' },
          { field: 'objectType', old: 'supporting', next: 'core' },
        ],
      },
    ],
    unchanged: [{ name: 'Plan' }],
    problems: [],
  });
  expect(apply(rows).objects.map(({ name }) => name)).toEqual(['Account', 'Profile', 'Plan', 'Device']);
});

test('what a cell cannot mean is left out with a sentence that names the cell', () => {
  const { plan } = setup();
  const { problems, created } = plan([
    ['Name', 'Type', 'Colour'],
    ['Device', 'gadget', 'red'],
    ['', 'core', ''],
  ]);
  expect(problems).toEqual([
    {
      place: { sheet: '', row: 1, column: 'Colour' },
      sentence: 'There is no field for the column "Colour"; it is left out.',
      isFatal: false,
    },
    {
      place: { sheet: '', row: 2, column: 'Type' },
      sentence: 'The cell has "gadget", which is none of core, supporting, junction, external. It is left out.',
      isFatal: false,
    },
    {
      place: { sheet: '', row: 3, column: 'Name' },
      sentence: 'The row has no name, so it cannot be told what it is about. It is left out.',
      isFatal: false,
    },
  ]);
  expect(created).toMatchObject([{ name: 'Device' }]);
});

test('a name that could be two objects is not guessed', () => {
  const { plan, tables } = setup();
  const twice = applyEdits(
    tables,
    [createEdit('object', 'account-2', newObject({ name: 'ACCOUNT', rank: 'a3', createdBy: 'ada' }))],
    { id: '', projectId },
  );
  const { problems, edits } = plan(
    [
      ['Name', 'Type'],
      ['Account', 'core'],
    ],
    twice,
  );
  expect(problems).toMatchObject([
    { isFatal: true, sentence: '"Account" could be 2 records of the project. Rename all but one of them there.' },
  ]);
  expect(edits).toEqual([]);
});

test('a square matrix is read cell by cell, and either way round', () => {
  const { plan } = setup();
  const matrix = [
    ['', 'Account', 'Profile', 'Plan'],
    ['Account', '', '0..*', 'has many'],
    ['Profile', '1', '', 'no'],
    ['Plan', '✓', '–', '1:N'],
  ];
  expect(plan(matrix)).toMatchObject({
    created: [
      { entity: 'relationship', name: 'Account → Plan' },
      { entity: 'relationship', name: 'Plan → Plan' },
      { entity: 'pairReview', name: 'Plan – Profile' },
    ],
    changed: [{ name: 'Account → Profile', changes: [{ field: 'targetEnd', old: '1..*', next: '0..*' }] }],
    problems: [],
  });
});

test.each([
  [
    'its two cells',
    [
      ['', 'A', 'B'],
      ['A', '', '1:N'],
      ['B', '0..*', ''],
    ],
  ],
  [
    'a "no" in the opposite cell',
    [
      ['', 'A', 'B'],
      ['A', '', '1:N'],
      ['B', 'no', ''],
    ],
  ],
  [
    'two rows of a list',
    [
      ['Source', 'Target', 'Cardinality'],
      ['A', 'B', '1:N'],
      ['A', 'B', '1:1'],
    ],
  ],
  [
    'two rows of a list that go opposite ways',
    [
      ['Source', 'Target', 'Cardinality'],
      ['A', 'B', '1:N'],
      ['B', 'A', '1:N'],
    ],
  ],
  [
    'a "no" where the project has a relationship',
    [
      ['', 'Account', 'Profile'],
      ['Account', '', 'no'],
      ['Profile', '', ''],
    ],
  ],
])('a cardinality that contradicts %s keeps the file out', (_what, rows) => {
  const { plan } = setup();
  const fatal = plan(rows).problems.filter(({ isFatal }) => isFatal);
  expect(fatal.length).toBeGreaterThan(0);
  expect(fatal[0]?.sentence).toMatch(/contradicts|says no/u);
});

test('what is written out changes nothing when it is read again', () => {
  const { plan, model } = setup();
  for (const exportType of ['matrix', 'objects', 'relationships', 'ctas', 'attributes'] as const) {
    const [sheet] = modelToSheets(model, exportType);
    expect(plan(sheet?.rows ?? [])).toMatchObject({ created: [], changed: [], edits: [], problems: [] });
  }
});

test('rules that do not fit their type are left out, and the rest of the attribute is not', () => {
  const { plan } = setup();
  const { changed, problems } = plan([
    ['Object', 'Name', 'Data type', 'Min', 'Max', 'Required'],
    ['Plan', 'seats', 'integer', '9', '5', 'yes'],
  ]);
  expect(changed).toMatchObject([{ changes: [{ field: 'isRequired', next: true }] }]);
  expect(problems).toMatchObject([{ isFatal: false, sentence: expect.stringContaining('the least value 9 is above') }]);
});

test('more objects than a project holds keep the file out', () => {
  const { plan } = setup();
  const rows = Array.from({ length: 50_000 }, (_, index) => [`Object ${String(index)}`]);
  expect(plan([['Name'], ...rows]).problems).toMatchObject([
    { isFatal: true, sentence: expect.stringContaining('would have 50,003 objects, and it can have at most 2,000') },
  ]);
});

test('a list of calls to action brings the roles that act', () => {
  const { apply } = setup();
  const model = apply([
    ['Object', 'CTA', 'Roles', 'Kind'],
    ['Account', 'pause', 'Holder; Support', 'update'],
    ['Device', 'Rename', 'holder', 'update'],
  ]);
  expect(model.roles.map(({ name }) => name)).toEqual(['Holder', 'Support']);
  expect(model.roleIdsByCta.get('pause')?.size).toBe(2);
  expect(model.objects.map(({ name }) => name)).toContain('Device');
});

test('objects that are each other’s junctions come in as they are', () => {
  const { plan } = setup();
  const { created, problems } = plan([
    ['Source', 'Target', 'Type', 'Cardinality'],
    ['A', 'B', 'contains', '1:N'],
    ['B', 'C', 'contains', '1:N'],
    ['C', 'A', 'contains', '1:N'],
  ]);
  expect(created).toHaveLength(6);
  expect(problems).toEqual([]);
});
