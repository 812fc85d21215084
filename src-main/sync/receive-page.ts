/*
 * What comes from the server, written into the store: a page of others' changes, a page of a snapshot. In pieces, each with how
 * far it goes in one transaction, so that a crash leaves nothing in between and nothing waits for long.
 */
import type { Clock } from '#shared/base/instant.ts';
import type { Change } from '#shared/changes/change.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import type { StoredRecord } from '#shared/schema/row-codec.ts';
import type { ScopePart } from '#shared/sync/find-reach-changes.ts';
import { playAgain } from '#shared/sync/play-again.ts';
import { receiveChange, receiveRecord } from '#shared/sync/receive-changes.ts';
import { changeToSent } from '#shared/sync/sent-record.ts';
import type { Cursor, SentRecord, ToldChange } from '#shared/sync/sync-protocol.ts';
import { unknownOfRecord, unknownWithChange } from '#shared/sync/unknown-fields.ts';

import type { Log } from '../rpc/connection.ts';
import type { SyncStore, SyncWriter } from '../store/sync-store.ts';
import { fetchAnew, fetchProjectAnew } from './fetch-part.ts';
import type { HeldIds } from './list-held-ids.ts';
import { isOwnSetting, noteOverwritten } from './note-problems.ts';
import type { RecordPage } from './record-page.ts';
import type { SyncedEntities } from './sync-entities.ts';
import { workAWhile } from './work-a-while.ts';

export type ReceiveDeps = {
  readonly sync: SyncStore;
  readonly entities: SyncedEntities;
  readonly clock: Clock;
  readonly log: Log;
  /** Of this program. */
  readonly schemaVersion: number;
  /** The tenant and the person whose account it is: they stay, whatever is reached. */
  readonly keptIds: ReadonlySet<string>;
  /** Milliseconds since some moment, however the clock is set meanwhile. */
  readonly elapsedMs: () => number;
};

export function* receiveChanges(
  deps: ReceiveDeps,
  changes: readonly ToldChange[],
  cursor: Cursor,
): Generator<undefined, void> {
  const own = new Set(deps.sync.listPushed().map(({ deviceId }) => deviceId));
  let rest = changes;
  do {
    deps.sync.transact((tx) => {
      const count = workAWhile(deps.elapsedMs, rest, (told) => receiveOne(deps, { tx, own }, told));
      const last = rest[count - 1];
      rest = rest.slice(count);
      // Within a page the order is that of `seq`, so a piece goes as far as its last change.
      tx.setCursor(rest.length === 0 || last === undefined ? cursor : { epoch: cursor.epoch, seq: last.seq });
    }, 'soon');
    yield undefined;
  } while (rest.length > 0);
}

type Receiving = { readonly tx: SyncWriter; readonly own: ReadonlySet<string> };

function receiveOne(deps: ReceiveDeps, { tx, own }: Receiving, told: ToldChange): void {
  const { entities, clock, log } = deps;
  const entity = entities.find(told.entity);
  if (entity === undefined) return tx.receive(told.stamp);
  const stored = tx.findStored(entity, told.recordId);
  const received = receiveChange(
    {
      entity,
      stored,
      isOwnDevice: (id) => own.has(id),
      hasOwnChanges: () => tx.hasOwnChanges(told.entity, told.recordId),
    },
    told,
  );
  if (received.kind === 'unreadable') {
    log(`The server told a change of a ${told.entity} that cannot be read: ${received.problems.join('; ')}.`);
    return;
  }
  if (received.stamp !== null) tx.receive(received.stamp);
  if (received.kind === 'to-fetch') fetchAnew(tx, { scope: received.scope, entity: told.entity });
  if (received.kind !== 'merged') return;
  if (changesView(deps, told, received.stored)) fetchProjectAnew(tx, String(received.stored.record['projectId']));
  if (stored === undefined) tx.add(entity, [received.stored]);
  else tx.put(entity, received.stored);
  const unknown = unknownWithChange(entity, told, () => tx.findUnknown(entity.name, told.recordId));
  if (unknown !== undefined) tx.setUnknown(entity.name, told.recordId, unknown);
  const { seq: _, ...change } = told;
  tx.keepChange(change satisfies Change);
  if (isOwnSetting(entity)) return;
  for (const found of received.overwritten) noteOverwritten(tx, clock, found);
}

/** A membership's exceptions say which objects of a project its member is shown; which those are, the server knows. */
function changesView({ keptIds }: ReceiveDeps, { entity, patch }: ToldChange, { record }: StoredRecord): boolean {
  return entity === 'projectMembership' && 'permissions' in patch && keptIds.has(String(record['userId']));
}

type Page = {
  readonly part: ScopePart;
  readonly afterId: string | null;
  /** What is here of the part after that. */
  readonly held: HeldIds;
};

/** So many are read at once, and written with one statement where they can be. */
const readTogether = 20;

/** Returns whether all of it could be read. What comes before a record that cannot be is written, and goes on from there. */
export function* receiveRecords(
  deps: ReceiveDeps,
  { part, afterId: from, held }: Page,
  { ids, read, isEnd }: Omit<RecordPage, 'epoch'>,
): Generator<undefined, boolean> {
  const entity = deps.entities.find(part.entity);
  if (entity === undefined) return true;
  const own = new Set(deps.sync.listPushed().map(({ deviceId }) => deviceId));
  const sent = new Set(ids);
  const endId = isEnd ? null : (ids.at(-1) ?? from);
  // Before it is noted that the page is here: whatever ends this in between, what is missing in it is looked for again.
  yield* eraseMissing(
    deps,
    entity,
    held.takeUpTo(endId).filter((id) => !sent.has(id)),
  );
  let rest = Array.from({ length: Math.ceil(ids.length / readTogether) }, (_, index) => index * readTogether);
  let [afterId, isReadable] = [from, true];
  do {
    deps.sync.transact((tx) => {
      const receiving = { tx, own, hasWaiting: tx.countWaiting(1) > 0, hasUnknown: tx.hasUnknown() };
      const findHere = createHereFinder(tx, entity);
      const count = workAWhile(deps.elapsedMs, rest, (at) => {
        const records = isReadable ? read(at, at + readTogether) : undefined;
        isReadable &&=
          records?.every((one, index) => one.entity === entity.name && one.id === ids[at + index]) ?? false;
        if (records === undefined || !isReadable) return;
        const added = records.flatMap((one) => receiveWhole(deps, { ...receiving, findHere }, entity, one));
        tx.add(entity, added);
        afterId = records.at(-1)?.id ?? afterId;
      });
      rest = isReadable ? rest.slice(count) : [];
      const isWhole = isReadable && isEnd && rest.length === 0;
      tx.setHeld({ scopeKind: part.scope.kind, scopeId: part.scope.id, entity: part.entity, afterId, isWhole });
    }, 'soon');
    yield undefined;
  } while (rest.length > 0);
  return isReadable;
}

/**
 * Finds what is here of records that come in the order of their ids. It looks for the next id that is here only when the last one
 * that it has found is passed: in a first load, of which nothing is here, once.
 */
function createHereFinder(tx: SyncWriter, entity: AnyEntity): (id: string) => StoredRecord | undefined {
  let nextHere: string | undefined = '';
  return (id) => {
    if (nextHere !== undefined && nextHere < id) nextHere = tx.findNextId(entity, id);
    return nextHere === id ? tx.findStored(entity, id) : undefined;
  };
}

/** What is known here and not on the server, and does not wait to be sent, is not so. */
function* eraseMissing(
  { sync, elapsedMs, keptIds }: ReceiveDeps,
  entity: AnyEntity,
  missing: readonly string[],
): Generator<undefined, void> {
  for (let rest = missing; rest.length > 0;) {
    sync.transact((tx) => {
      const count = workAWhile(elapsedMs, rest, (id) => {
        if (keptIds.has(id)) return;
        if (tx.listWaitingOf(entity.name, id).length === 0) tx.erase(entity, id);
        // Of what a server has not got it has told nothing either, whatever it did before it was set back.
        else tx.setUnknown(entity.name, id, undefined);
      });
      rest = rest.slice(count);
    }, 'soon');
    yield undefined;
  }
}

type ReceivingRecords = Receiving & {
  /** Whether anything at all waits to be sent. */
  readonly hasWaiting: boolean;
  /** Whether anything is kept of what this program does not know. */
  readonly hasUnknown: boolean;
  readonly findHere: (id: string) => StoredRecord | undefined;
};

/**
 * The server's record takes the place of what is here, and what waits to be sent is played on it again. One of which nothing is here
 * is not written yet but returned.
 */
function receiveWhole(
  { clock, log, schemaVersion }: ReceiveDeps,
  { tx, own, hasWaiting, hasUnknown, findHere }: ReceivingRecords,
  entity: AnyEntity,
  sent: SentRecord,
): readonly StoredRecord[] {
  const waiting = hasWaiting ? tx.listWaitingOf(entity.name, sent.id) : [];
  const stored = findHere(sent.id);
  const received = receiveRecord(
    {
      entity,
      stored,
      isOwnDevice: (id) => own.has(id),
      hasWaiting: (field) => waiting.some(({ patch }) => Object.hasOwn(patch, field)),
    },
    sent,
  );
  if (received.kind === 'unreadable') {
    log(`The server sent a ${entity.name} that cannot be read: ${received.problems.join('; ')}.`);
    return [];
  }
  if (received.stamp !== null) tx.receive(received.stamp);
  const unknown = unknownOfRecord(entity, sent);
  if (hasUnknown || unknown !== undefined) tx.setUnknown(entity.name, sent.id, unknown);
  if (stored === undefined && waiting.length === 0) return [received.sent];
  const played = playAgain(
    entity,
    received.sent,
    waiting.map((change) => changeToSent(change, schemaVersion)),
  );
  tx.put(entity, played.stored ?? received.stored);
  for (const change of played.rewritten) tx.rewriteChange(change);
  if (isOwnSetting(entity)) return [];
  for (const found of received.overwritten) noteOverwritten(tx, clock, found);
  return [];
}
