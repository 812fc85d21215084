import { expect, test } from 'vitest';

import { edited, modelOf } from '../matrix-model.harness.ts';
import { createEdit, patchEdit } from '../model-edits.ts';
import { newRelationship } from '../new-records.ts';
import { createLineVersions } from './line-versions.ts';

test('an edit gives another number to the objects in whose rows something has changed, and to no other', () => {
  const versions = createLineVersions();
  const names = ['book', 'author', 'shelf'];
  const numbers = (model: ReturnType<typeof modelOf>): readonly number[] => names.map(versions(model));
  const first = modelOf(names);
  const before = numbers(first);
  const relationship = newRelationship({ sourceObjectId: 'book', targetObjectId: 'author' });
  const related = edited(first, [createEdit('relationship', 'r', relationship)]);
  const after = numbers(related);
  expect(after.map((version, place) => version !== before[place])).toEqual([true, true, false]);
  expect(numbers(related)).toEqual(after);
  const answered = numbers(edited(related, [patchEdit('relationship', 'r', { targetEnd: '1' })]));
  expect(answered.map((version, place) => version !== after[place])).toEqual([true, true, false]);
});
