import { expect, test } from 'vitest';

import { applyEdits, createEdit } from '#shared/matrix/model-edits.ts';
import { newAttribute, newObject } from '#shared/matrix/new-records.ts';
import { createProjectModel, emptyModel } from '#shared/matrix/project-model.ts';

import { cellPatch, cellText, cleanList } from './guide-columns.ts';
import { stepOf } from './guide-keys.ts';
import { filterObjects, guideRow, noGuideFilter } from './guide-rows.ts';

const reach = { projectId: 'p', tenantId: 't', workspaceId: 'w', createdAt: 0, updatedAt: 0, deletedAt: null, id: '' };

function setupGuide() {
  const draft = (name: string, rank: string) => newObject({ name, rank, createdBy: 'ada' });
  const edits = [
    createEdit('object', 'account', {
      ...draft('Account', 'a0'),
      synonyms: ['Household'],
      instances: ['Rivera'],
      purpose: 'To pay once',
      objectType: 'core',
    }),
    createEdit('object', 'household', { ...draft('Households', 'a1'), description: 'Who lives together' }),
    createEdit('attribute', 'name', newAttribute({ objectId: 'account', name: 'name', rank: 'a0' })),
  ];
  const model = createProjectModel(applyEdits(emptyModel.tables, edits, reach));
  const deps = { model, textCounts: new Map([['account', 3]]), userNameById: new Map([['ada', 'Ada']]) };
  const row = (id: string) => {
    const object = model.tables.object.get(id);
    if (object === undefined) throw new Error(`There is no ${id}.`);
    return guideRow(deps, object);
  };
  return { model, row };
}

test('a row says what of SIP is missing, and who else has its name', () => {
  const { row } = setupGuide();
  expect(row('account')).toMatchObject({
    sip: { structure: true, instances: true, purpose: true },
    clashes: ['Households'],
    textCount: 3,
    createdByName: 'Ada',
  });
  expect(cellText(row('household'), 'sip')).toBe('Missing: structure, instances, purpose');
  expect(cellText(row('account'), 'structure')).toBe('1: name');
});

test('objects are found by anything that is written of them', () => {
  const { model } = setupGuide();
  const found = (change: object) => filterObjects(model, { ...noGuideFilter, ...change }).map(({ name }) => name);
  expect(found({ words: 'lives' })).toEqual(['Households']);
  expect(found({ words: 'RIVERA' })).toEqual(['Account']);
  expect(found({ type: 'core' })).toEqual(['Account']);
  expect(found({ isSipOpen: true })).toEqual(['Households']);
});

test('only what changes an object and can be kept is a patch', () => {
  const { row } = setupGuide();
  const { object } = row('account');
  expect(cellPatch(object, 'name', '  Home ')).toEqual({ name: 'Home' });
  expect(cellPatch(object, 'name', '   ')).toBeUndefined();
  expect(cellPatch(object, 'name', 'Account')).toBeUndefined();
  expect(cellPatch(object, 'objectType', 'junction')).toEqual({ objectType: 'junction' });
  expect(cellPatch(object, 'objectType', 'planet')).toBeUndefined();
  expect(cellPatch(object, 'synonyms', ['Household', ' Home', 'Home'])).toEqual({ synonyms: ['Household', 'Home'] });
  expect(cellPatch(object, 'synonyms', ['Household'])).toBeUndefined();
  expect(cellPatch(object, 'createdBy', 'ben')).toBeUndefined();
  expect(cleanList(['', ' a', 'a ', 'b'])).toEqual(['a', 'b']);
});

test('a long text is not laid out in its cell', () => {
  const { row } = setupGuide();
  const account = row('account');
  const long = { ...account, object: { ...account.object, description: 'x'.repeat(100_000) } };
  expect(cellText(long, 'description').length).toBeLessThan(1000);
});

test('keys lead through the grid and stop at its edges', () => {
  const size = { rowCount: 10, columnCount: 4, pageRows: 5 };
  const at = { rowIndex: 8, columnIndex: 0 };
  const press = (key: string, ctrlKey = false) => stepOf({ key, ctrlKey, metaKey: false }, at, size);
  expect(press('ArrowDown')).toEqual({ rowIndex: 9, columnIndex: 0 });
  expect(press('PageDown')).toEqual({ rowIndex: 9, columnIndex: 0 });
  expect(press('ArrowLeft')).toEqual(at);
  expect(press('End')).toEqual({ rowIndex: 8, columnIndex: 3 });
  expect(press('Home', true)).toEqual({ rowIndex: 0, columnIndex: 0 });
  expect(press('x')).toBeUndefined();
});
