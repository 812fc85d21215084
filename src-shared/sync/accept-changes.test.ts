import { expect, test } from 'vitest';

import { skewMaxMs } from './sync-protocol.ts';
import type { Outcome, SentChange } from './sync-protocol.ts';
import {
  changeOf,
  deviceA,
  deviceB,
  idAt,
  noteCreation,
  setupAcceptance,
  stampAt,
  startMs,
  textEdit,
  workspaceId,
} from './sync-world.harness.ts';

const recordId = idAt(100);
const created = noteCreation({ number: 1 });

function kinds(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map((outcome) => (outcome.kind === 'rejected' ? outcome.code : outcome.kind));
}

test('a record that is made and edited in one push comes out once, as it is at last, and is logged twice', () => {
  const server = setupAcceptance();
  const edited = changeOf({ number: 2, patch: { title: 'second' }, before: { title: 'first' } });
  const accepted = server.push([created, edited]);
  expect(kinds(accepted.outcomes)).toEqual(['applied', 'applied']);
  expect(accepted.records.map(({ stored, isNew }) => [stored.record['title'], isNew])).toEqual([['second', true]]);
  expect(accepted.log.map(({ change, record }) => [change.number, record.record['title']])).toEqual([
    [1, 'second'],
    [2, 'second'],
  ]);
  expect(accepted.answers).toEqual([]);
  const device = { userId: 'ada', lastNumber: 2, lastStamp: edited.stamp, fence: 'f' };
  expect([...accepted.devices]).toEqual([[deviceA, device]]);
});

test('a push that comes again is answered the same and changes nothing, refusals included', () => {
  const server = setupAcceptance({
    mayWrite: ({ patch }) => (patch['title'] === 'no' ? 'not-permitted' : undefined),
  });
  const changes = [
    created,
    changeOf({ number: 2, patch: { title: 'no' } }),
    changeOf({ number: 3, patch: { title: 'yes' } }),
  ];
  const first = server.push(changes);
  const record = server.find(recordId);
  const again = server.push(changes);
  expect(kinds(first.outcomes)).toEqual(['applied', 'not-permitted', 'applied']);
  expect(kinds(again.outcomes)).toEqual(kinds(first.outcomes));
  expect([again.records, again.log, again.answers]).toEqual([[], [], []]);
  expect(server.find(recordId)).toEqual(record);
});

test('the answer to a replayed refusal holds the record as it is now', () => {
  const server = setupAcceptance();
  const refusedChange = changeOf({ number: 2, patch: { title: 5 } });
  server.push([created, refusedChange]);
  server.push([changeOf({ number: 3, patch: { title: 'later' } })]);
  expect(server.push([refusedChange]).outcomes).toMatchObject([
    { kind: 'rejected', record: { values: { title: 'later' } } },
  ]);
});

test('a transaction is taken whole or not at all, and others go on', () => {
  const server = setupAcceptance();
  const changes = [
    noteCreation({ number: 1, transactionNumber: 1 }),
    noteCreation({ number: 2, transactionNumber: 1, recordId: idAt(101), patch: { state: 'unknown' } }),
    noteCreation({ number: 3, recordId: idAt(102) }),
  ];
  const { outcomes } = server.push(changes);
  expect(kinds(outcomes)).toEqual(['group-refused', 'record-invalid', 'applied']);
  expect(server.find(recordId)).toBeUndefined();
  expect(server.find(idAt(102))).toBeDefined();
});

test('a number that was passed over comes too late, and is not taken for answered', () => {
  const server = setupAcceptance();
  server.push([noteCreation({ number: 3 })]);
  const { outcomes, devices } = server.push([changeOf({ number: 2, patch: { title: 'x' } })]);
  expect(kinds(outcomes)).toEqual(['record-invalid']);
  expect(devices.size).toBe(0);
});

test('what depends on a refused creation is refused', () => {
  const server = setupAcceptance({ mayWrite: ({ isCreate }) => (isCreate ? 'not-permitted' : undefined) });
  const { outcomes } = server.push([created, changeOf({ number: 2, patch: { title: 'x' } })]);
  expect(kinds(outcomes)).toEqual(['not-permitted', 'record-missing']);
});

test('of two edits of one field the later stays, and the other one is told which', () => {
  const server = setupAcceptance();
  server.push([created, changeOf({ number: 2, patch: { title: 'late' }, stamp: stampAt(500) })]);
  const early = changeOf({
    deviceId: deviceB,
    number: 1,
    patch: { title: 'early', state: 'done' },
    stamp: stampAt(400, deviceB),
  });
  const { outcomes } = server.push([early], { actorId: 'bob' });
  expect(outcomes).toEqual([
    { kind: 'superseded', fields: { title: { value: 'late', stamp: stampAt(500), actorId: null } } },
  ]);
  expect(server.find(recordId)?.record).toMatchObject({ title: 'late', state: 'done' });
});

test('a stamp that is too far ahead stops everything from its transaction on, and nothing of it is remembered', () => {
  const server = setupAcceptance();
  const ahead = stampAt(1_001 + skewMaxMs);
  const { outcomes, devices, answers } = server.push([
    created,
    changeOf({ number: 2, transactionNumber: 2, patch: { title: 'a' } }),
    changeOf({ number: 3, transactionNumber: 2, patch: { title: 'b' }, stamp: ahead }),
    changeOf({ number: 4, patch: { title: 'c' }, stamp: stampAt(1_002 + skewMaxMs) }),
  ]);
  expect(kinds(outcomes)).toEqual(['applied', 'skew', 'skew', 'skew']);
  expect(devices.get(deviceA)?.lastNumber).toBe(1);
  expect(answers).toEqual([]);
});

test('a push whose forerunner has not come is not taken: it would hide it', () => {
  const server = setupAcceptance();
  const second = changeOf({ number: 2, patch: { title: 'x' } });
  expect(server.push([second], { after: { [deviceA]: 1 } }).outcomes).toEqual([{ kind: 'gap' }]);
  server.push([created]);
  expect(server.push([second], { after: { [deviceA]: 1 } }).outcomes).toEqual([{ kind: 'applied' }]);
  const afterHole = changeOf({ number: 9, patch: { title: 'y' } });
  expect(server.push([afterHole], { after: { [deviceA]: 2 } }).outcomes).toEqual([{ kind: 'applied' }]);
});

test('a push from before the last greeting comes too late, and one of a device that has never greeted too early', () => {
  const server = setupAcceptance();
  expect(server.push([created], { fence: 'before' }).outcomes).toEqual([{ kind: 'gap' }]);
  expect(server.push([created], { findDevice: () => undefined }).outcomes).toEqual([{ kind: 'gap' }]);
  expect(server.find(recordId)).toBeUndefined();
});

test.each([
  ['older than the server takes', 3],
  ['newer than the server', 7],
])('a push by a schema that is %s costs nobody an edit: the device greets', (_, schemaVersion) => {
  const server = setupAcceptance();
  const other = changeOf({ number: 2, patch: { title: 'x' }, schemaVersion });
  const { outcomes, devices, answers } = server.push([created, other, changeOf({ number: 3, patch: { title: 'y' } })]);
  expect(kinds(outcomes)).toEqual(['applied', 'gap', 'gap']);
  expect(devices.get(deviceA)?.lastNumber).toBe(1);
  expect(answers).toEqual([]);
});

test('two people write in one text, and a field that an old device still sets is left out', () => {
  const server = setupAcceptance();
  server.push([created]);
  const state = server.find(recordId)?.states['body'];
  const mine = changeOf({ number: 2, patch: { body: textEdit('text', 'a text', { state }), oldColour: 'red' } });
  const theirs = changeOf({
    deviceId: deviceB,
    number: 1,
    patch: { body: textEdit('text', 'texts', { state, deviceId: deviceB }) },
  });
  server.push([mine]);
  server.push([theirs], { actorId: 'bob' });
  expect(server.find(recordId)?.record['body']).toBe('a texts');
  expect(server.log.map(({ patch }) => Object.keys(patch).length)).toEqual([9, 1, 1]);
});

test('an old device makes a record without the optional fields that it does not know', () => {
  const server = setupAcceptance();
  const { rating: _, ...patch } = created.patch;
  expect(kinds(server.push([{ ...created, patch, schemaVersion: 4 }]).outcomes)).toEqual(['applied']);
  expect(server.find(recordId)?.record['rating']).toBeNull();
});

test('what there was before is told only as far as it can have been', () => {
  const server = setupAcceptance();
  server.push([created]);
  const before = { title: { evil: true }, state: 'open', rating: 1, __proto__x: 1 };
  const { log } = server.push([changeOf({ number: 2, patch: { title: 'x', state: 'done' }, before })]);
  expect(log.map(({ change }) => change.before)).toEqual([{ state: 'open' }]);
});

const hostile: readonly (readonly [string, string, Partial<SentChange>])[] = [
  ['an entity that there is none of', 'entity-unknown', { entity: 'nothing' }],
  ['an entity of the device', 'entity-unknown', { entity: 'run' }],
  ['an entity that only the server writes', 'entity-unknown', { entity: 'member' }],
  ["another device's stamp", 'record-invalid', { stamp: stampAt(9, deviceB) }],
  ['a stamp that was used before', 'record-invalid', { stamp: created.stamp }],
  ['a transaction that begins after it', 'record-invalid', { transactionNumber: 11 }],
  ['an id that is none', 'record-invalid', { recordId: 'x' }],
  ['a record that there is none of', 'record-missing', { recordId: idAt(200) }],
  ['nothing', 'record-invalid', { patch: {} }],
  ['a field that there is none of', 'record-invalid', { patch: { colour: 'red' } }],
  ['a name of the language', 'record-invalid', { patch: { constructor: 'x' } }],
  ['a fixed field', 'record-invalid', { patch: { author: 'eve' } }],
  ['another workspace', 'record-invalid', { patch: { workspaceId: idAt(2) } }],
  ['when it was made', 'record-invalid', { patch: { createdAt: 5 } }],
  ['when it was edited', 'record-invalid', { patch: { updatedAt: 5 } }],
  ['a number for a text', 'record-invalid', { patch: { title: 5 } }],
  ['nothing for a text', 'record-invalid', { patch: { title: null } }],
  ['a text that is too long', 'record-invalid', { patch: { title: 'x'.repeat(41) } }],
  ['a NUL', 'record-invalid', { patch: { title: 'a\0b' } }],
  ['a NUL in JSON', 'record-invalid', { patch: { tags: ['a\0b'] } }],
  ['half a surrogate pair', 'record-invalid', { patch: { tags: ['\ud83d'] } }],
  ['JSON that its schema refuses', 'record-invalid', { patch: { tags: { length: 1 } } }],
  ['a deletion in the future', 'record-invalid', { patch: { deletedAt: startMs + 10_000 } }],
  ['a deletion that is no moment', 'record-invalid', { patch: { deletedAt: 1.5 } }],
  ['a merged text as a text', 'record-invalid', { patch: { body: 'all mine' } }],
  ['an update that is none', 'record-invalid', { patch: { body: { at: 0, inserted: 'x', update: 'BQUFBQUF' } } }],
  ['an update that is no base64', 'record-invalid', { patch: { body: { at: 0, inserted: 'x', update: '%%%%' } } }],
  ['more in an edit of a text', 'record-invalid', { patch: { body: { ...textEdit('', 'x'), more: 1 } } }],
];

test.each(hostile)('a change with %s is refused as %s', (_, code, given) => {
  const server = setupAcceptance();
  server.push([created]);
  const record = server.find(recordId);
  const bad = changeOf({ number: 10, patch: { title: 'x' }, ...given });
  expect(kinds(server.push([bad]).outcomes)).toEqual([code]);
  expect(server.find(recordId)).toEqual(record);
  expect(server.log).toHaveLength(1);
});

const hostileCreations: readonly (readonly [string, string, Partial<SentChange>])[] = [
  ['another tenant', 'scope-foreign', { patch: { tenantId: 'other' } }],
  ['a missing field', 'record-invalid', { patch: { title: undefined as unknown as null } }],
  ['a deletion', 'record-invalid', { patch: { deletedAt: 1 } }],
  [
    'a text that its update does not make',
    'record-invalid',
    { patch: { body: { ...textEdit('', 'x'), inserted: 'y' } } },
  ],
  ["another device's text", 'record-invalid', { patch: { body: textEdit('', 'x', { deviceId: deviceB }) } }],
];

test.each(hostileCreations)('a creation with %s is refused as %s', (_, code, given) => {
  const server = setupAcceptance();
  const bad = noteCreation({ number: 1, ...given });
  expect(kinds(server.push([bad]).outcomes)).toEqual([code]);
});

test('a record that is there cannot be made again in another workspace, and a workspace bears its own id', () => {
  const server = setupAcceptance();
  server.push([created]);
  const elsewhere = noteCreation({ number: 2, patch: { workspaceId: idAt(2) } });
  const patch = { tenantId: 't', workspaceId: idAt(7), name: 'w', deletedAt: null };
  const foreign = changeOf({ number: 3, entity: 'workspace', recordId: idAt(6), patch, before: null });
  expect(kinds(server.push([elsewhere, foreign]).outcomes)).toEqual(['scope-foreign', 'scope-foreign']);
});

test('an edit from before its record, and one of a text that is far too long, are refused', () => {
  const server = setupAcceptance();
  server.push([noteCreation({ number: 1, stamp: stampAt(100) })]);
  const state = server.find(recordId)?.states['body'];
  const early = changeOf({ deviceId: deviceB, number: 1, patch: { title: 'x' }, stamp: stampAt(50, deviceB) });
  const long = changeOf({
    number: 2,
    patch: { body: textEdit('text', 'x'.repeat(2_001), { state }) },
    stamp: stampAt(200),
  });
  expect(kinds(server.push([early], { actorId: 'bob' }).outcomes)).toEqual(['record-invalid']);
  expect(kinds(server.push([long]).outcomes)).toEqual(['record-invalid']);
});

test('nobody writes in the name of a device that is another person’s, or learns what it was told', () => {
  const server = setupAcceptance();
  server.push([created, changeOf({ number: 2, patch: { title: 5 } })]);
  const forged = [changeOf({ number: 2, patch: { title: 'mine' } }), changeOf({ number: 3, patch: { title: 'mine' } })];
  const { outcomes, devices, answers } = server.push(forged, { actorId: 'eve', after: { [deviceA]: 9 } });
  expect(kinds(outcomes)).toEqual(['not-permitted', 'not-permitted']);
  expect([devices.size, answers.length]).toEqual([0, 0]);
});

test('what the person may not see is not told in a refusal', () => {
  const server = setupAcceptance({ findRecord: () => 'hidden' });
  expect(server.push([changeOf({ number: 1, patch: { title: 'x' } })]).outcomes).toEqual([
    { kind: 'rejected', code: 'not-permitted', problems: [], record: null },
  ]);
});

test('numbers that go back within a push are refused, and the same number twice is', () => {
  const server = setupAcceptance();
  const changes = [
    noteCreation({ number: 5 }),
    changeOf({ number: 4, patch: { title: 'x' }, stamp: stampAt(20) }),
    changeOf({ number: 5, patch: { title: 'y' }, stamp: stampAt(30) }),
  ];
  const { outcomes, answers } = server.push(changes);
  expect(kinds(outcomes)).toEqual(['applied', 'record-invalid', 'record-invalid']);
  expect(answers).toEqual([]);
});

test('rights are asked with the record before and after, and with what the push has made so far', () => {
  const asked: unknown[] = [];
  const server = setupAcceptance({
    mayWrite: ({ entity, before, after, isCreate, findRecord }) => {
      const seen = findRecord(entity, idAt(100));
      asked.push([isCreate, before?.record['title'], after.record['title'], seen !== undefined]);
      return undefined;
    },
  });
  server.push([created, changeOf({ number: 2, patch: { title: 'second' } })]);
  expect(asked).toEqual([
    [true, undefined, 'first', false],
    [false, 'first', 'second', true],
  ]);
  expect(workspaceId).toBe(server.find(recordId)?.record['workspaceId']);
});
