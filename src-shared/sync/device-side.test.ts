import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { idFromKey } from '../base/id.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import { findReachChanges } from './find-reach-changes.ts';
import { mergeChange } from './merge-change.ts';
import { playAgain } from './play-again.ts';
import { receiveChange, receiveRecord } from './receive-changes.ts';
import { listToRestamp, restampChanges } from './restamp-changes.ts';
import { sentToStored, storedToSent } from './sent-record.ts';
import { settleOutcomes } from './settle-outcomes.ts';
import type { SettleDeps } from './settle-outcomes.ts';
import type { Outcome, SentChange, ToldChange } from './sync-protocol.ts';
import {
  changeOf,
  deletion,
  deviceA,
  deviceB,
  idAt,
  note,
  noteCreation,
  setupAcceptance,
  stampAt,
  startMs,
  textEdit,
  workspaceId,
  worldEntities,
} from './sync-world.harness.ts';

const recordId = idAt(100);
const isOwnDevice = (deviceId: string): boolean => deviceId === deviceA;
const here = { entity: note, isOwnDevice, hasOwnChanges: () => false };

function told(change: SentChange, seq = 1): ToldChange {
  return { ...change, seq, actorId: 'bob' };
}

function storedAfter(...changes: readonly SentChange[]): StoredRecord {
  const stored = changes.reduce<StoredRecord | undefined>(
    (record, change) => mergeChange(note, record, change),
    undefined,
  );
  if (stored === undefined) throw new Error('Nothing makes the record');
  return stored;
}

function settle(
  batch: readonly SentChange[],
  outcomes: readonly Outcome[],
  given: { readonly stored?: StoredRecord; readonly waiting?: readonly SentChange[] } = {},
): ReturnType<typeof settleOutcomes> {
  const deps: SettleDeps = {
    entityByName: worldEntities,
    findStored: () => given.stored,
    listWaiting: () => given.waiting ?? [],
  };
  return settleOutcomes(deps, batch, outcomes);
}

const created = noteCreation({ number: 1 });

test('a record that was sent comes back as it was stored, whatever edits it has had', () => {
  const edits = fc.array(
    fc.record({ title: fc.string({ maxLength: 9 }), rating: fc.option(fc.nat({ max: 100 })), typed: fc.boolean() }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(edits, (list) => {
      const stored = list.reduce((record, { title, rating, typed }, index) => {
        const text = record.record['body'] as string; // A note's text is never null.
        const body = typed ? { body: textEdit(text, `${text}!`, { state: record.states['body'] }) } : {};
        const change = changeOf({ number: index + 2, patch: { title: title.toWellFormed(), rating, ...body } });
        return mergeChange(note, record, change) ?? record;
      }, storedAfter(created));
      const sent = JSON.parse(JSON.stringify(storedToSent(note, stored))) as ReturnType<typeof storedToSent>;
      expect(sentToStored(note, sent)).toEqual({ ok: true, value: stored });
    }),
  );
});

test('a record whose values do not fit is not stored, and what a newer server adds is left out', () => {
  const sent = storedToSent(note, storedAfter(created));
  expect(sentToStored(note, { ...sent, values: { ...sent.values, title: 5 } }).ok).toBe(false);
  expect(sentToStored(note, { ...sent, clocks: {} })).toEqual({
    ok: false,
    failure: ['it does not say when it was made'],
  });
  const newer = { ...sent, values: { ...sent.values, shape: 'round' }, clocks: { ...sent.clocks, shape: stampAt(9) } };
  expect(sentToStored(note, newer)).toEqual(sentToStored(note, sent));
});

test('a change whose record is not here is passed over, and the clock receives its stamp all the same', () => {
  const change = told(changeOf({ number: 2, patch: { title: 'x' } }));
  const received = receiveChange({ ...here, stored: undefined }, change);
  expect(received).toEqual({ kind: 'passed-over', stamp: change.stamp });
});

test('what an honest server cannot have told is passed over as unreadable', () => {
  const stored = storedAfter(created);
  const bad = [{ title: 5 }, { body: { at: 0, inserted: 'x', update: 'BQUFBQUF' } }, { deletedAt: 'now' }];
  const kinds = bad.map((patch) => receiveChange({ ...here, stored }, told(changeOf({ number: 2, patch }))).kind);
  expect(kinds).toEqual(['unreadable', 'unreadable', 'unreadable']);
});

test('an edit that somebody has overwritten without having seen it is told of; one that they had seen is not', () => {
  const stored = storedAfter(created, changeOf({ number: 2, patch: { title: 'mine' } }));
  const base = { deviceId: deviceB, number: 1, stamp: stampAt(50, deviceB), patch: { title: 'theirs' } };
  const unseen = told(changeOf({ ...base, before: { title: 'first' } }));
  const seen = told(changeOf({ ...base, before: { title: 'mine' } }));
  const mine = { value: 'mine', stamp: stampAt(2) };
  const theirs = { value: 'theirs', stamp: stampAt(50, deviceB), actorId: 'bob' };
  expect(receiveChange({ ...here, stored }, unseen)).toMatchObject({
    kind: 'merged',
    overwritten: [{ entity: 'note', recordId, field: 'title', mine, theirs }],
    stamp: stampAt(50, deviceB),
  });
  expect(receiveChange({ ...here, stored }, seen)).toMatchObject({ overwritten: [] });
});

test('a snapshot is merged into what is here: waiting edits that are later stay, and earlier ones are told of', () => {
  const stored = storedAfter(
    created,
    changeOf({ number: 2, patch: { title: 'mine' }, stamp: stampAt(20) }),
    changeOf({ number: 3, patch: { rating: 3 }, stamp: stampAt(30) }),
  );
  const theirs = changeOf({
    deviceId: deviceB,
    number: 1,
    patch: { title: 'theirs', rating: 9 },
    stamp: stampAt(25, deviceB),
  });
  const sent = storedToSent(note, storedAfter(created, theirs));
  const received = receiveRecord({ entity: note, stored, isOwnDevice, hasWaiting: () => true }, sent);
  expect(received).toMatchObject({
    kind: 'merged',
    isNew: false,
    stored: { record: { title: 'theirs', rating: 3 } },
    overwritten: [{ field: 'title' }],
    stamp: stampAt(25, deviceB),
  });
});

test('after a refusal the record is as the server has it, with the waiting edits on it again', () => {
  const server = storedAfter(created);
  const batch = [
    changeOf({ number: 2, patch: { title: 'refused', rating: 1 } }),
    changeOf({ number: 3, patch: { state: 'done' } }),
  ];
  const waiting = [changeOf({ number: 4, patch: { rating: 2 } })];
  const stored = storedAfter(created, ...batch, ...waiting);
  const outcomes: readonly Outcome[] = [
    { kind: 'rejected', code: 'not-permitted', problems: ['no'], record: storedToSent(note, server) },
    { kind: 'applied' },
  ];
  const settlement = settle(batch, outcomes, { stored, waiting });
  expect(settlement.records.map((record) => record.stored?.record)).toMatchObject([
    { title: 'first', state: 'done', rating: 2 },
  ]);
  expect(settlement).toMatchObject({
    rejected: [{ change: batch[0], code: 'not-permitted', problems: ['no'] }],
    superseded: [],
    rewritten: [],
    stamp: stampAt(3),
    next: 'go-on',
  });
  expect(settlement.pushed).toEqual(new Map([[deviceA, 3]]));
});

test('a refused creation takes the record away, though edits of it still wait', () => {
  const waiting = [changeOf({ number: 2, patch: { title: 'x' } })];
  const rejected: Outcome = { kind: 'rejected', code: 'not-permitted', problems: [], record: null };
  const { records } = settle([created], [rejected], { stored: storedAfter(created, ...waiting), waiting });
  expect(records).toEqual([{ entity: note, id: recordId, stored: undefined }]);
});

test('typing that was built on refused typing is said anew on the text that there is', () => {
  const server = setupAcceptance();
  server.push([created]);
  const base = server.find(recordId);
  const refused = changeOf({
    number: 2,
    patch: { body: textEdit('text', 'text one', { state: base?.states['body'] }) },
  });
  const withRefused = storedAfter(created, refused);
  const typed = changeOf({
    number: 3,
    patch: { body: textEdit('text one', 'text one two', { state: withRefused.states['body'] }) },
    before: { body: '' },
  });
  if (base === undefined) throw new Error('The server has no note');
  const rejected: Outcome = { kind: 'rejected', code: 'not-permitted', problems: [], record: storedToSent(note, base) };
  const { records, rewritten } = settle([refused], [rejected], {
    stored: storedAfter(created, refused, typed),
    waiting: [typed],
  });
  expect(records.map(({ stored }) => stored?.record['body'])).toEqual(['text two']);
  expect(rewritten.map(({ number }) => number)).toEqual([3]);
  expect(server.push(rewritten).outcomes).toEqual([{ kind: 'applied' }]);
  expect(server.find(recordId)?.record['body']).toBe('text two');
});

test('a later edit that stays on the server comes here, and the clock receives it', () => {
  const mine = changeOf({ number: 2, patch: { title: 'mine' } });
  const winner = { value: 'theirs', stamp: stampAt(70, deviceB), actorId: 'bob' };
  const outcome: Outcome = { kind: 'superseded', fields: { title: winner } };
  const settlement = settle([mine], [outcome], { stored: storedAfter(created, mine) });
  expect(settlement.records.map(({ stored }) => stored?.record['title'])).toEqual(['theirs']);
  expect(settlement).toMatchObject({ superseded: [{ change: mine, fields: { title: winner } }], stamp: winner.stamp });
});

test('after a gap and after skew the device greets, and nothing counts as answered', () => {
  const change = changeOf({ number: 7, patch: { title: 'x' } });
  for (const kind of ['gap', 'skew'] as const) {
    expect(settle([change], [{ kind }])).toMatchObject({ next: 'greet', stamp: null, pushed: new Map(), records: [] });
  }
});

test('a record that was hidden just when an edit of it was refused is fetched again', () => {
  const edit = changeOf({ number: 2, patch: { title: 'x' } });
  const rejected: Outcome = { kind: 'rejected', code: 'not-permitted', problems: [], record: null };
  const scope = { kind: 'workspace', id: workspaceId };
  const part = [{ scope, entity: 'note' }];
  expect(settle([edit], [rejected], { stored: storedAfter(created, edit) }).toFetch).toEqual(part);
  expect(settle([created], [rejected], { stored: storedAfter(created) }).toFetch).toEqual([]);
});

test('a record that somebody else makes, after the own making was refused, is fetched with what became of the own edits', () => {
  const making = told(noteCreation({ number: 1, deviceId: deviceB }));
  const received = receiveChange({ ...here, stored: undefined, hasOwnChanges: () => true }, making);
  expect(received).toEqual({ kind: 'to-fetch', scope: { kind: 'workspace', id: workspaceId }, stamp: making.stamp });
});

test('stamps are renewed only when one is ahead, and only of changes that the server has not heard', () => {
  const waiting = [
    changeOf({ number: 2, patch: { title: 'a' } }),
    changeOf({ number: 3, patch: { title: 'b' } }),
    changeOf({ number: 4, patch: { title: 'c' }, stamp: stampAt(3_600_000) }),
  ];
  const lastNumbers = { [deviceA]: 2 };
  expect(listToRestamp(waiting, { serverMs: startMs, lastNumbers })).toEqual(waiting.slice(1));
  expect(listToRestamp(waiting, { serverMs: startMs + 3_600_000, lastNumbers })).toEqual([]);
  expect(listToRestamp(waiting, { serverMs: startMs, lastNumbers: { [deviceA]: 4 } })).toEqual(waiting.slice(2));
});

test('a record that another device has made too is fetched when its making is stamped anew: theirs may now be the first', () => {
  const making = noteCreation({ number: 1, stamp: stampAt(3_600_000) });
  const theirs = noteCreation({ number: 1, deviceId: deviceB, stamp: stampAt(3_600_001, deviceB) });
  const restamp = (stored: StoredRecord) =>
    restampChanges({ entityByName: worldEntities, findStored: () => stored, settledStamp: null, serverMs: startMs }, [
      making,
    ]).toFetch;
  expect(restamp(storedAfter(making))).toEqual([]);
  expect(restamp(storedAfter(making, theirs))).toEqual([
    { scope: { kind: 'workspace', id: workspaceId }, entity: 'note' },
  ]);
});

test('a record whose id is a key is fetched when its making is stamped anew: of another making of it nothing need be seen', () => {
  const making = noteCreation({ number: 1, recordId: idFromKey('ada', 'theme'), stamp: stampAt(3_600_000) });
  const { toFetch } = restampChanges(
    { entityByName: worldEntities, findStored: () => storedAfter(making), settledStamp: null, serverMs: startMs },
    [making],
  );
  expect(toFetch).toEqual([{ scope: { kind: 'workspace', id: workspaceId }, entity: 'note' }]);
});

test('stamps that were ahead are renewed by the server’s time, in changes and records alike', () => {
  const ahead = (ms: number): ReturnType<typeof stampAt> => stampAt(3_600_000 + ms);
  const waiting = [
    changeOf({ number: 2, patch: { title: 'mine' }, stamp: ahead(1) }),
    deletion({ number: 3, stamp: ahead(2) }),
  ];
  const theirs = changeOf({ deviceId: deviceB, number: 1, patch: { rating: 4 }, stamp: stampAt(60, deviceB) });
  const restamped = restampChanges(
    {
      entityByName: worldEntities,
      findStored: () => storedAfter(created, theirs, ...waiting),
      settledStamp: stampAt(60, deviceB),
      serverMs: startMs + 50,
    },
    waiting,
  );
  const [first, second] = [stampAt(60, deviceA, 1), stampAt(60, deviceA, 2)];
  expect(restamped.changes.map(({ stamp }) => stamp)).toEqual([first, second]);
  expect(restamped.lastStamp).toBe(second);
  expect(restamped.changes[1]?.patch).toEqual({ deletedAt: startMs + 60 });
  expect(restamped.records.map(({ stored }) => stored)).toEqual([storedAfter(created, theirs, ...restamped.changes)]);
});

test('playing edits again on the record that has them changes nothing', () => {
  const edit = changeOf({
    number: 2,
    patch: { title: 'x', body: textEdit('text', 'texts', { state: storedAfter(created).states['body'] }) },
  });
  const stored = storedAfter(created, edit);
  expect(playAgain(note, stored, [created, edit])).toEqual({ stored, rewritten: [] });
});

test('what is reached and not held is fetched, people before projects; what is held and not reached is purged', () => {
  const held = [
    { scope: { kind: 'workspace', id: 'w1' }, entity: 'note' },
    { scope: { kind: 'workspace', id: 'w2' }, entity: 'note' },
    { scope: { kind: 'project', id: 'p1' }, entity: 'secret' },
  ] as const;
  const reached = [
    { kind: 'project', id: 'p1', entities: ['task', 'unknown'] },
    { kind: 'workspace', id: 'w1', entities: ['note', 'workspace'] },
    { kind: 'tenant', id: 't', entities: ['member'] },
  ] as const;
  const changes = findReachChanges(
    held,
    reached.map((scope) => ({ ...scope, entities: [...scope.entities] })),
    (name) => name !== 'unknown',
  );
  expect(changes.toFetch.map(({ scope, entity }) => `${scope.id} ${entity}`)).toEqual([
    't member',
    'w1 workspace',
    'p1 task',
  ]);
  expect(changes.toPurge).toEqual([held[1], held[2]]);
});
