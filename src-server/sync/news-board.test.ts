import { expect, test } from 'vitest';

import type { ToldChange } from '#shared/sync/sync-protocol.ts';

import { serverSchema } from '../server-schema.ts';
import { createNewsBoard, joinNews } from './news-board.ts';
import type { PlacedChange } from './news-board.ts';

const bob = { tenantId: 't', userId: 'bob', sessionId: 'bobs' };

function setup() {
  let tickets = 0;
  const entityByName = new Map(serverSchema.entities.map((entity) => [entity.name, entity]));
  const board = createNewsBoard(entityByName, () => `ticket${String((tickets += 1))}`);
  const push = (seq: number, changes: readonly PlacedChange[] = [change('comment', seq)]) => {
    const ticket = board.keep({ tenantId: 't', sessionId: 'adas', epoch: 'e', from: seq - changes.length, changes });
    return { tenantId: 't', sessionId: 'adas', seq, ticket };
  };
  const pull = (): void => board.beginLook(bob)(() => true);
  return { board, push, pull };
}

function change(entity: string, seq: number): PlacedChange {
  const told = { entity, recordId: 'r', seq, deviceId: 'd', patch: {} } as unknown as ToldChange; // What the board looks at.
  return { entity, recordId: 'r', tenantId: 't', workspaceId: 'w', projectId: 'p', userId: null, told };
}

test('somebody is told what they saw at their last pull', () => {
  const { board, push, pull } = setup();
  expect(board.hear(push(1))(bob)).toBeUndefined();
  pull();
  expect(board.hear(push(2))(bob)).toMatchObject({ from: 1, seq: 2, changes: [{ seq: 2 }] });
});

test.each(['workspace', 'workspaceMember', 'project', 'projectMembership', 'user', 'role'])(
  'after a change of a %s everybody has to pull first',
  (entity) => {
    const { board, push, pull } = setup();
    pull();
    const decisive = push(1, [change('comment', 0), change(entity, 1)]);
    expect(decisive.ticket).toBeNull();
    board.hear(decisive);
    expect(board.hear(push(2))(bob)).toBeUndefined();
  },
);

test.each([{ userId: 'bob' }, { tenantId: 't' }, 'all'] as const)('what %j may see is forgotten', (whose) => {
  const { board, push, pull } = setup();
  pull();
  board.forget(whose);
  expect(board.hear(push(1))(bob)).toBeUndefined();
});

test('what was looked at while something was forgotten counts for nothing, for it may be from before', () => {
  const { board, push } = setup();
  const note = board.beginLook(bob);
  board.forget({ tenantId: 't' });
  note(() => true);
  expect(board.hear(push(1))(bob)).toBeUndefined();
});

test('what only the database can tell is told nobody', () => {
  const { board, push } = setup();
  board.beginLook(bob)(({ recordId }) => (recordId === 'r' ? 'unknown' : true));
  expect(board.hear(push(1))(bob)).toBeUndefined();
});

test('a push that another process has taken is announced as one that is to be pulled, and changes nothing else', () => {
  const { board, push, pull } = setup();
  pull();
  expect(board.hear({ tenantId: 't', sessionId: null, seq: 1, ticket: 'elsewhere' })(bob)).toBeUndefined();
  expect(board.hear(push(2))(bob)).toMatchObject({ seq: 2 });
});

test('what follows is told in one, and what does not is to be pulled', () => {
  const one = { epoch: 'e', from: 1, seq: 2, changes: [], parts: [], leftOut: ['a'] };
  const next = { ...one, from: 2, seq: 5, leftOut: ['a', 'b'] };
  expect(joinNews(one, next)).toEqual({ ...next, from: 1 });
  expect(joinNews(one, { ...next, from: 3 })).toBeUndefined();
  expect(joinNews(one, { ...next, epoch: 'f' })).toBeUndefined();
  expect(joinNews(undefined, next)).toBeUndefined();
});
