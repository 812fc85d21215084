import { expect, test } from 'vitest';

import { testEvent } from './audit-event.harness.ts';
import { eventRecords } from './event-records.ts';

const event = { ...testEvent, action: 'changes.accepted', resourceType: 'note', resourceId: 'n1' };

test('the records of a push are those that its transactions have touched, each once', () => {
  const each = ['12: note n1, card c1', '14: card c1', '15: card c2'];
  expect(eventRecords({ ...event, details: { each } })).toEqual([
    { entity: 'note', id: 'n1' },
    { entity: 'card', id: 'c1' },
    { entity: 'card', id: 'c2' },
  ]);
});

test('another act is about one record or none, whatever its details are', () => {
  expect(eventRecords({ ...event, resourceId: null })).toEqual([]);
  expect(eventRecords({ ...event, details: { each: 7 } })).toEqual([{ entity: 'note', id: 'n1' }]);
  expect(eventRecords({ ...event, details: { each: [null, 'nonsense'] } })).toEqual([{ entity: 'note', id: 'n1' }]);
});
