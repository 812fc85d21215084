/* What the page of synchronisation shows, read from the store. */
import type { z } from 'zod';

import type { Change } from '#shared/changes/change.ts';
import { stampMs } from '#shared/changes/stamp.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';
import { problemKinds, shownProblemsMax, shownWaitingMax } from '#shared/sync/sync-api.ts';
import type { SyncDetails, SyncProblem } from '#shared/sync/sync-api.ts';
import { scopeField } from '#shared/sync/synced-entities.ts';

import type { HeldPart, SyncProblemRow } from '../store/sync-progress.ts';
import type { Store } from '../store/store.ts';
import { readDetail } from './note-problems.ts';
import type { ProblemDetail } from './note-problems.ts';
import { listFetched } from './purge-on-device.ts';

type Entities = ReadonlyMap<string, AnyEntity>;

export function readSyncDetails(store: Store, entityByName: Entities): SyncDetails {
  const held = listFetched(store.sync);
  const scopes = Map.groupBy(held, ({ scopeKind, scopeId }) => `${scopeKind} ${scopeId}`);
  return {
    scopes: [...scopes.values()]
      .map((parts) => readScope(store, entityByName, parts))
      .toSorted((left, right) => kindOrder.indexOf(left.kind) - kindOrder.indexOf(right.kind)),
    problems: inOrder(store.sync.listProblems(shownProblemsMax)).flatMap((row) =>
      readProblem(store, entityByName, row),
    ),
    waiting: store.sync.listAllWaiting(shownWaitingMax).map((change) => readWaiting(store, entityByName, change)),
  };
}

/** Whether it can be written again: of an edit of a text that was noted by an older program, only the part that was typed is known. */
export function canRepeat({ isCreation, fields }: ProblemDetail): boolean {
  return isCreation || fields.every(({ isText, splice }) => !isText || splice !== null);
}

/** From the outside in. */
const kindOrder: readonly string[] = ['tenant', 'user', 'workspace', 'project'];
const scopeEntities = { tenant: 'tenant', user: 'user', workspace: 'workspace', project: 'project' } as const;

function readScope(store: Store, entityByName: Entities, parts: readonly HeldPart[]): SyncDetails['scopes'][number] {
  const [first] = parts;
  // Written by synchronisation, from what the contract has parsed.
  const kind = (first?.scopeKind ?? 'tenant') as keyof typeof scopeEntities;
  const id = first?.scopeId ?? '';
  const records = parts.reduce((sum, { entity: name }) => {
    const entity = entityByName.get(name);
    return entity === undefined ? sum : sum + store.count(entity, { [scopeField(entity).field]: id });
  }, 0);
  const title = titleOf(store.findWithDeleted(scopeEntities[kind], id));
  return {
    kind,
    id,
    title,
    records,
    parts: { whole: parts.filter(({ isWhole }) => isWhole).length, all: parts.length },
  };
}

/** What is to be tried again as it was made: what something was made in comes before it. Of the others the newest is first. */
function inOrder(rows: readonly SyncProblemRow[]): readonly SyncProblemRow[] {
  const isRefused = ({ kind }: SyncProblemRow): boolean => kind === 'rejected';
  return [...rows.filter(isRefused).toReversed(), ...rows.filter((row) => !isRefused(row))];
}

function readProblem(store: Store, entityByName: Entities, row: SyncProblemRow): SyncProblem[] {
  const detail = readDetail(row);
  const kind = problemKinds.find((one) => one === row.kind);
  if (detail === undefined || kind === undefined) return [];
  const { id, entity, recordId, at } = row;
  const mine = detail.fields.find(({ name }) => titleFields.includes(name))?.mine;
  const title = titleOf(store.findWithDeleted(entity, recordId)) ?? (typeof mine === 'string' ? mine : null);
  const fields = detail.fields.flatMap(({ name, mine: own, theirs, isText, splice }) => {
    const field = entityByName.get(entity)?.fields[name];
    // What the program works out is as good as what it is worked out of.
    if (field?.isDerived === true) return [];
    const shown = (value: typeof own): typeof own =>
      field?.target === undefined ? value : nameOf(store, field.target, value);
    return [{ name, mine: shown(own), theirs: shown(theirs), isText, removed: splice?.removed ?? '' }];
  });
  const actorId = detail.actorId ?? findActor(store, row, detail);
  return [{ id, kind, entity, recordId, at, title, ...detail, fields, actorId, canRepeat: canRepeat(detail) }];
}

/** What a reference points to, as somebody reads it. */
function nameOf(store: Store, target: string, id: z.core.util.JSONType): z.core.util.JSONType {
  return typeof id === 'string' ? (titleOf(store.findWithDeleted(target, id)) ?? '(not on this device)') : id;
}

/** The server tells which edit stays, and history, which comes by its own way, who made that. */
function findActor({ sync }: Store, { entity, recordId }: SyncProblemRow, { fields }: ProblemDetail): string | null {
  const stamp = fields.find((side) => side.stamp !== null)?.stamp;
  return stamp === undefined || stamp === null ? null : (sync.findActor(entity, recordId, stamp) ?? null);
}

function readWaiting(store: Store, entityByName: Entities, change: Change): SyncDetails['waiting'][number] {
  const { deviceId, number, entity, recordId, patch, before, stamp } = change;
  const isDeletion = patch['deletedAt'] !== undefined && patch['deletedAt'] !== null;
  return {
    id: `${deviceId}.${String(number)}`,
    entity,
    title: titleOf(store.findWithDeleted(entity, recordId)),
    fields: Object.keys(patch).filter((name) => entityByName.get(entity)?.fields[name]?.isDerived !== true),
    kind: before === null ? 'create' : isDeletion ? 'delete' : 'edit',
    at: stampMs(stamp),
  };
}

const titleFields = ['name', 'title', 'label', 'text', 'body', 'configKey', 'preferenceKey'];
const titleCharsMax = 80;

function titleOf(record: AnyRecord | undefined): string | null {
  for (const field of titleFields) {
    const value = record?.[field];
    if (typeof value === 'string' && value !== '') return value.slice(0, titleCharsMax);
  }
  return null;
}
