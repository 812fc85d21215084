import { expect, test } from 'vitest';

import type { ChangeEntry, FieldChange, RecordChange } from './change-api.ts';
import { changeSentence, entrySentence, fieldText } from './change-texts.ts';

const value = (
  field: string,
  before: FieldChange extends infer F ? (F extends { before: infer B } ? B : never) : never,
  after: typeof before,
): FieldChange => ({
  kind: 'value',
  field,
  before,
  after,
  isCut: false,
});

function change(given: Partial<RecordChange>): RecordChange {
  return {
    entity: 'object',
    recordId: '1',
    title: 'Household',
    action: 'update',
    stamp: '',
    at: 0,
    fields: [],
    ...given,
  };
}

function entry(changes: readonly RecordChange[], counts: ChangeEntry['counts']): ChangeEntry {
  const common = {
    undoGroup: 'g',
    actorId: 'ada',
    actorName: 'Ada',
    deviceId: 'd',
    isThisDevice: true,
    sessionId: null,
    stamp: '',
    at: 0,
  };
  return { ...common, changes: [...changes], counts: [...counts], hasMore: false };
}

test.each([
  [change({ action: 'create' }), 'made the object Household'],
  [
    change({ action: 'delete', entity: 'cta', title: 'Pause of Account' }),
    'deleted the call to action Pause of Account',
  ],
  [change({ fields: [value('name', 'Account', 'Household')] }), 'renamed Account to Household'],
  [change({ fields: [value('rank', 'a0', 'a1')] }), 'moved the object Household'],
  [change({ fields: [value('description', '', 'All who pay.')] }), 'changed the definition of the object Household'],
  [
    change({ fields: [value('states', [], ['active']), value('purpose', '', 'Pays')] }),
    'changed states and purpose of the object Household',
  ],
])('%o', (given, sentence) => {
  expect(changeSentence(given)).toBe(sentence);
});

test('an entry of many changes says how many of what', () => {
  const made = change({ action: 'create' });
  const counts = [
    { entity: 'object', changes: 14, created: 14 },
    { entity: 'cta', changes: 1, created: 1 },
  ];
  expect(entrySentence(entry([made], counts))).toBe('made 14 objects and one call to action');
  const gone = [change({ action: 'delete' }), change({ action: 'delete', recordId: '2', entity: 'relationship' })];
  const deleted = [
    { entity: 'object', changes: 1, created: 0 },
    { entity: 'relationship', changes: 1, created: 0 },
  ];
  expect(entrySentence(entry(gone, deleted))).toBe('deleted one object and one relationship');
});

test('keystrokes in one record read as one change', () => {
  const typed = [value('name', 'Hous', 'Household'), value('name', 'Acc', 'Hous')].map((field) =>
    change({ fields: [field] }),
  );
  expect(entrySentence(entry(typed, [{ entity: 'object', changes: 2, created: 0 }]))).toBe('renamed Hous to Household');
});

test('a long text shows what changed in it, with the words around', () => {
  const before = 'The paying household that owns profiles, devices and one subscription at a time, in one country.';
  const after = before.replace('one subscription', 'any number of subscriptions');
  expect(fieldText('object', value('description', before, after), {})).toMatchObject({
    label: 'definition',
    removed: 'one subscription',
    inserted: 'any number of subscriptions',
    before: '…usehold that owns profiles, devices and ',
  });
});

test('what an id stands for, choices and lists are written as a person says them', () => {
  expect(fieldText('relationship', value('targetObjectId', 'a', 'b'), { a: 'Account', b: 'Title' })).toMatchObject({
    removed: 'Account',
    inserted: 'Title',
  });
  expect(fieldText('object', value('complexity', 'low', 'very_high'), {}).inserted).toBe('very high');
  expect(fieldText('object', value('synonyms', [], ['Home', 'Family']), {}).inserted).toBe('Home, Family');
  expect(fieldText('attribute', value('isRequired', false, true), {})).toMatchObject({
    removed: 'no',
    inserted: 'yes',
  });
  expect(fieldText('object', value('rank', 'a', 'b'), {}).note).toBe('moved');
});
