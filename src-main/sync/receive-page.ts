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
import { changeToSent, sentToStored } from '#shared/sync/sent-record.ts';
import type { Cursor, SentRecord, ToldChange } from '#shared/sync/sync-protocol.ts';
import { scopeField } from '#shared/sync/synced-entities.ts';

import type { Log } from '../rpc/connection.ts';
import type { SyncStore, SyncWriter } from '../store/sync-store.ts';
import { fetchAnew, fetchProjectAnew } from './fetch-part.ts';
import { isOwnSetting, noteOverwritten } from './note-problems.ts';
import type { SyncedEntities } from './sync-entities.ts';

export type ReceiveDeps = {
  readonly sync: SyncStore;
  readonly entities: SyncedEntities;
  readonly clock: Clock;
  readonly log: Log;
  /** Of this program. */
  readonly schemaVersion: number;
  /** The tenant and the person whose account it is: they stay, whatever is reached. */
  readonly keptIds: ReadonlySet<string>;
};

/** Records or changes of one transaction: some milliseconds in which the core does nothing else. */
export const pieceMax = 200;

/** Ids looked at at once when what a snapshot has not brought is looked for. */
const idsMax = 500;

export function* receiveChanges(
  deps: ReceiveDeps,
  changes: readonly ToldChange[],
  cursor: Cursor,
): Generator<undefined, void> {
  const own = new Set(deps.sync.listPushed().map(({ deviceId }) => deviceId));
  for (let start = 0; start === 0 || start < changes.length; start += pieceMax) {
    const piece = changes.slice(start, start + pieceMax);
    const last = piece.at(-1);
    const isLast = start + pieceMax >= changes.length;
    deps.sync.transact((tx) => {
      for (const told of piece) receiveOne(deps, { tx, own }, told);
      // Within a page the order is that of `seq`, so a piece goes as far as its last change.
      tx.setCursor(isLast || last === undefined ? cursor : { epoch: cursor.epoch, seq: last.seq });
    });
    yield undefined;
  }
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
  tx.put(entity, received.stored);
  const { seq: _, ...change } = told;
  tx.keepChange(change satisfies Change);
  if (isOwnSetting(entity)) return;
  for (const found of received.overwritten) noteOverwritten(tx, clock, found);
}

/** A membership's exceptions say which objects of a project its member is shown; which those are, the server knows. */
function changesView({ keptIds }: ReceiveDeps, { entity, patch }: ToldChange, { record }: StoredRecord): boolean {
  return entity === 'projectMembership' && 'permissions' in patch && keptIds.has(String(record['userId']));
}

type Page = { readonly part: ScopePart; readonly afterId: string | null };
type Records = { readonly records: readonly SentRecord[]; readonly isEnd: boolean };

export function* receiveRecords(
  deps: ReceiveDeps,
  { part, afterId: from }: Page,
  { records, isEnd }: Records,
): Generator<undefined, void> {
  const entity = deps.entities.find(part.entity);
  if (entity === undefined) return;
  const own = new Set(deps.sync.listPushed().map(({ deviceId }) => deviceId));
  const held = { scopeKind: part.scope.kind, scopeId: part.scope.id, entity: part.entity };
  let afterId = from;
  for (let start = 0; start === 0 || start < records.length; start += pieceMax) {
    const piece = records.slice(start, start + pieceMax);
    const isWhole = isEnd && start + pieceMax >= records.length;
    const before = afterId;
    const lastId = piece.at(-1)?.id ?? before;
    deps.sync.transact((tx) => {
      for (const sent of piece) receiveWhole(deps, { tx, own }, entity, sent);
      eraseMissing(deps, tx, { entity, part, piece, afterId: before, endId: isWhole ? null : lastId });
      tx.setHeld({ ...held, afterId: lastId, isWhole });
    });
    afterId = lastId;
    yield undefined;
  }
}

/** What is known here and not on the server, and does not wait to be sent, is not so: the server's record takes its place. */
function receiveWhole(
  { clock, log, schemaVersion }: ReceiveDeps,
  { tx, own }: Receiving,
  entity: AnyEntity,
  sent: SentRecord,
): void {
  const waiting = tx.listWaitingOf(entity.name, sent.id);
  const received = receiveRecord(
    {
      entity,
      stored: tx.findStored(entity, sent.id),
      isOwnDevice: (id) => own.has(id),
      hasWaiting: (field) => waiting.some(({ patch }) => Object.hasOwn(patch, field)),
    },
    sent,
  );
  if (received.kind === 'unreadable') {
    log(`The server sent a ${entity.name} that cannot be read: ${received.problems.join('; ')}.`);
    return;
  }
  if (received.stamp !== null) tx.receive(received.stamp);
  if (received.kind !== 'merged') return;
  const base = sentToStored(entity, sent);
  const played = playAgain(
    entity,
    base.ok ? base.value : received.stored,
    waiting.map((change) => changeToSent(change, schemaVersion)),
  );
  tx.put(entity, played.stored ?? received.stored);
  for (const change of played.rewritten) tx.rewriteChange(change);
  if (isOwnSetting(entity)) return;
  for (const found of received.overwritten) noteOverwritten(tx, clock, found);
}

type Interval = {
  readonly entity: AnyEntity;
  readonly part: ScopePart;
  readonly piece: readonly SentRecord[];
  readonly afterId: string | null;
  /** Null: to the end. */
  readonly endId: string | null;
};

function eraseMissing(
  { keptIds }: ReceiveDeps,
  tx: SyncWriter,
  { entity, part, piece, afterId: start, endId }: Interval,
): void {
  const sent = new Set(piece.map(({ id }) => id));
  const { field } = scopeField(entity);
  for (let afterId: string | null | undefined = start; afterId !== undefined;) {
    const ids: readonly string[] = tx.listIdsOf(entity, { field, value: part.scope.id, afterId, limit: idsMax });
    const inside = ids.filter((id) => endId === null || id <= endId);
    for (const id of inside) {
      const isMissing = !sent.has(id) && !keptIds.has(id) && tx.listWaitingOf(entity.name, id).length === 0;
      if (isMissing) tx.erase(entity, id);
    }
    afterId = ids.length < idsMax || inside.length < ids.length ? undefined : ids.at(-1);
  }
}
