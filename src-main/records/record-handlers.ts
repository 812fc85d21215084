import type { z } from 'zod';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { recordApi } from '#shared/records/record-api.ts';
import type { PackedEvent, RecordEvent, RecordQuery, TablesEvent } from '#shared/records/record-api.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import { isPermission, may } from '#shared/rpc/permission-rules.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import { writtenBy } from '../rpc/handlers.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import { createBell } from '../rpc/watch-latest.ts';
import type { Commit, Edit, Store } from '../store/store.ts';
import { createListDifference } from './list-difference.ts';
import type { ListDifference } from './list-difference.ts';

/** An entity where only its records' common part is of interest. */
type RecordEntity = Omit<AnyEntity, 'schema'> & { readonly schema: z.ZodType<AnyRecord> };

/** What a slice knows of who may read which of its records, beyond the permission that the entity names. */
export type RecordGate = {
  /** Undefined where the actor may read whatever fits the query; else says it of each record. */
  readonly filter: (
    actor: Actor,
    entity: string,
    where: RecordQuery['where'],
  ) => ((record: AnyRecord) => boolean) | undefined;
  /** Whether a commit may have changed what somebody can read: every list is then given anew. */
  readonly isMovedBy: (touched: Commit['touched']) => boolean;
  /** Calls when somebody's permissions have changed; returns what stops it. */
  readonly onRightsChange?: (listener: () => void) => () => void;
};

/** The same calls for every entity: looks the entity up by name, asks its permission, and stays within the actor's tenant. */
export function createRecordHandlers(
  store: Store,
  entities: readonly RecordEntity[],
  gate: RecordGate,
): HandlersOf<typeof recordApi> {
  const entityByName = new Map(entities.map((entity) => [entity.name, entity]));

  function find(name: string): Result<RecordEntity, CommonFailure> {
    const entity = entityByName.get(name);
    return entity === undefined
      ? fail({ kind: 'record-invalid', entity: name, problems: ['there is no such entity'] })
      : ok(entity);
  }

  function open(actor: Actor, query: RecordQuery): Result<{ entity: RecordEntity; query: RecordQuery }, CommonFailure> {
    const found = find(query.entity);
    if (!found.ok) return found;
    const allowed = demandAccess(actor, found.value, 'read');
    if (!allowed.ok) return allowed;
    return ok({ entity: found.value, query: { ...query, where: { ...query.where, ...reach(actor, found.value) } } });
  }

  /** The record that a write is about, if the actor may see it: what belongs to others is missing, not forbidden. */
  function openForWrite(
    actor: Actor,
    access: Access,
    { entity: name, id }: { readonly entity: string; readonly id: string },
  ): Result<RecordEntity, CommonFailure> {
    const found = find(name);
    if (!found.ok) return found;
    const record = store.find(found.value, id);
    const isReadable = gate.filter(actor, name, { id });
    if (record === undefined || !isWithin(record, reach(actor, found.value)) || isReadable?.(record) === false) {
      return fail({ kind: 'record-missing', entity: name, id });
    }
    const allowed = demandAccess(actor, found.value, access, record);
    return allowed.ok ? found : allowed;
  }

  return {
    list(given, { actor }) {
      const opened = open(actor, given);
      return opened.ok ? ok(readList({ store, gate, actor }, opened.value.entity, opened.value.query)) : opened;
    },
    watch(given, { actor, signal }) {
      const opened = open(actor, given);
      return opened.ok ? ok(watchOne({ store, gate, actor }, opened.value, signal)) : opened;
    },
    watchTables({ entities: names, ...given }, { actor, signal }) {
      const watched: Watched[] = [];
      for (const entity of names) {
        const opened = open(actor, { ...given, entity, order: [] });
        if (!opened.ok) return opened;
        watched.push(opened.value);
      }
      return ok(watchLists({ store, gate, actor }, { watched, isPacked: true }, signal));
    },
    create({ entity: name, draft, ...edit }, { actor }) {
      const found = find(name);
      if (!found.ok) return found;
      const scoped = { ...draft, ...reach(actor, found.value) };
      const allowed = demandAccess(actor, found.value, 'write', scoped);
      if (!allowed.ok) return allowed;
      return ok(store.write({ ...intent(actor, found.value), ...edit }, (tx) => tx.create(found.value, scoped)));
    },
    patch({ entity, id, patch, ...edit }, { actor }) {
      const opened = openForWrite(actor, 'write', { entity, id });
      if (!opened.ok) return opened;
      return ok(store.write({ ...intent(actor, opened.value), ...edit }, (tx) => tx.patch(opened.value, id, patch)));
    },
    remove({ entity, id, ...edit }, { actor }) {
      const opened = openForWrite(actor, 'remove', { entity, id });
      if (!opened.ok) return opened;
      store.write({ ...intent(actor, opened.value), ...edit }, (tx) => tx.remove(opened.value, id));
      return ok({ id });
    },
  };
}

/** Undefined where the actor may read all that fits the query; says it of each record where they may not read all, or none any more. */
function readableIn({ gate, actor }: Reading, entity: RecordEntity, where: RecordQuery['where']) {
  // Asked of a watch again and again: a permission may have been taken since it began.
  if (!demandAccess(actor, entity, 'read').ok) return () => false;
  return gate.filter(actor, entity.name, where);
}

/** A person's own settings (which tabs are open, the theme) are not work: undo goes past them to what was. */
function intent(actor: Actor, { scope }: RecordEntity): Pick<Edit, 'actorId' | 'sessionId' | 'isUndoable'> {
  return { ...writtenBy(actor), isUndoable: scope !== 'user' };
}

type Reading = { readonly store: Store; readonly gate: RecordGate; readonly actor: Actor };

function readList(reading: Reading, entity: RecordEntity, query: RecordQuery): readonly AnyRecord[] {
  const { where, order, limit } = query;
  const records = reading.store.list(entity, { where, order, limit });
  const isReadable = readableIn(reading, entity, where);
  return isReadable === undefined ? records : records.filter(isReadable);
}

function readIds(reading: Reading, entity: RecordEntity, query: RecordQuery): readonly string[] {
  const { where, order, limit } = query;
  // Where some are hidden, each must be looked at.
  return readableIn(reading, entity, where) === undefined
    ? reading.store.listIds(entity, { where, order, limit })
    : readList(reading, entity, query).map(({ id }) => id);
}

type Watched = { readonly entity: RecordEntity; readonly query: RecordQuery };

async function* watchOne(reading: Reading, watched: Watched, signal: AbortSignal): AsyncGenerator<RecordEvent> {
  for await (const events of watchLists(reading, { watched: [watched], isPacked: false }, signal))
    // Without packing it sends what every watch sends.
    for (const { event } of events) if (event.kind !== 'packed') yield event;
}

type WatchedLists = { readonly watched: readonly Watched[]; readonly isPacked: boolean };

async function* watchLists(
  reading: Reading,
  { watched, isPacked }: WatchedLists,
  signal: AbortSignal,
): AsyncGenerator<TablesEvent, void, void> {
  const { store, gate } = reading;
  const bell = createBell(signal);
  const lists = watched.map((one) => ({ ...one, difference: differenceOf(reading, one) }));
  const byEntity = new Map(lists.map(({ entity, difference }) => [entity.name, difference]));
  const startOver = (): void => {
    for (const { difference } of lists) difference.startOver();
    bell.ring();
  };
  const stopRights = gate.onRightsChange?.(startOver);
  const stop = store.onCommit(({ touched }) => {
    let isTold = false;
    for (const record of touched) if (byEntity.get(record.entity)?.note(record) === true) isTold = true;
    if (gate.isMovedBy(touched)) startOver();
    else if (isTold) bell.ring();
  });
  try {
    for (const list of lists) yield [{ entity: list.entity.name, event: firstEvent(reading, list, isPacked) }];
    while (await bell.waitForRing()) {
      const events = lists.flatMap(({ entity, difference }) => {
        const event = difference.takeEvent();
        return event === null ? [] : [{ entity: entity.name, event }];
      });
      if (events.length > 0) yield events;
    }
  } finally {
    stop();
    stopRights?.();
  }
}

function differenceOf(reading: Reading, { entity, query }: Watched): ListDifference {
  return createListDifference(query, {
    records: () => readList(reading, entity, query),
    ids: () => readIds(reading, entity, query),
    record: (id) => reading.store.find(entity, id),
    isReadable: (record) => readableIn(reading, entity, query.where)?.(record) ?? true,
  });
}

/** Who may read only a part of a list gets that part, record by record. */
function firstEvent(
  reading: Reading,
  { entity, query, difference }: Watched & { readonly difference: ListDifference },
  isPacked: boolean,
): PackedEvent {
  if (!isPacked || readableIn(reading, entity, query.where) !== undefined) return difference.reset();
  const { ids, packed } = reading.store.listPacked(entity, query);
  difference.begin(ids);
  return { kind: 'packed', packed };
}

type Access = 'read' | 'write' | 'remove';
type Fields = { readonly [field: string]: unknown };

function demandAccess(
  actor: Actor,
  entity: RecordEntity,
  access: Access,
  record?: Fields,
): Result<undefined, CommonFailure> {
  const permission = access === 'read' ? entity.permissions.read : entity.permissions.write;
  // Records of the device, such as runs, are written by the program as it works; a person may only throw them away.
  const isProgramsOwn = permission === null || (entity.scope === 'device' && access === 'write');
  if (isProgramsOwn || !isPermission(permission))
    return fail({ kind: 'not-permitted', permission: `${entity.name}:${access}` });
  const subject = record === undefined ? undefined : { tenantId: record['tenantId'], userId: record['userId'] };
  return may(actor, permission, subject) ? ok(undefined) : fail({ kind: 'not-permitted', permission });
}

/** What a record must carry for the actor to reach it by these calls: their tenant, and of personal records their own id. */
function reach(actor: Actor, entity: RecordEntity): { readonly [field: string]: string } {
  return {
    ...('tenantId' in entity.fields ? { tenantId: actor.tenantId } : {}),
    ...(entity.scope === 'user' ? { userId: actor.userId } : {}),
  };
}

function isWithin(record: AnyRecord, wanted: { readonly [field: string]: string }): boolean {
  return Object.entries(wanted).every(([field, value]) => record[field] === value);
}
