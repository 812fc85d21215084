/*
 * The change log of a project, read from the changes themselves. What was done in one go is one entry, and stands where the last change
 * of it stands; so a page needs no memory of the pages before it. Who may not see a record does not see its changes.
 */
import { cutValue, fieldChanges } from './describe-changes.ts';
import { listNames, nameOf } from './change-names.ts';
import type { ChangeEntry, ChangeFilter, RecordChange } from '#shared/matrix/changes/change-api.ts';
import { recordTitle } from '#shared/matrix/changes/change-titles.ts';
import { projectEntity } from '#shared/matrix/project-entities.ts';
import { stampMs } from '#shared/changes/stamp.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { giveWay } from '../rpc/give-way.ts';
import type { ChangeHead, ReadChange } from '../store/change-reader.ts';
import type { Store } from '../store/store.ts';
import type { OpenedProject } from './open-project.ts';
import { isVisible } from './project-gate.ts';

/** Changes that are looked at before others have their turn: about two milliseconds. */
const headsPerSlice = 300;
/** Changes that one call looks at, at most; a filter that finds little then gives a short page, and where to go on. */
const headsMax = 6000;
/** Changes of an entry that come with it; more are asked for. */
const changesShown = 40;
/** Changes of an entry that a filter by field, action or words looks at. An import has more, and is seldom looked for by a word. */
const changesSearched = 500;

export type ChangeScope = { readonly store: Store } & OpenedProject;
export type PageRequest = {
  readonly filter: ChangeFilter;
  readonly before: string | undefined;
  readonly limit: number;
};
export type ChangesPage = {
  readonly entries: readonly ChangeEntry[];
  readonly names: { readonly [id: string]: string };
  readonly next: string | null;
};

export async function readChangesPage(
  scope: ChangeScope,
  request: PageRequest,
  signal: AbortSignal,
): Promise<ChangesPage> {
  const { store } = scope;
  const { filter, limit } = request;
  const seen = new Set<string>();
  const entries: ChangeEntry[] = [];
  let { before } = request;
  for (let looked = 0; looked < headsMax && !signal.aborted;) {
    const heads = store.listChangeHeads({ recordId: filter.recordId, before, limit: headsPerSlice });
    for (const head of heads) {
      before = head.stamp;
      const entry = seen.has(head.undoGroup) ? undefined : entryAt(scope, head, filter);
      seen.add(head.undoGroup);
      if (entry !== undefined) entries.push(entry);
      if (entries.length === limit) return { entries, names: namesOf(scope, entries), next: before };
    }
    if (heads.length < headsPerSlice) return { entries, names: namesOf(scope, entries), next: null };
    looked += heads.length;
    await giveWay();
  }
  return { entries, names: namesOf(scope, entries), next: before ?? null };
}

export type GroupRequest = { readonly undoGroup: string; readonly before: string | undefined };

export function readChangesOfGroup(scope: ChangeScope, { undoGroup, before }: GroupRequest) {
  const read = scope.store.listChanges({ undoGroup, before, limit: changesSearched });
  const changes = read.filter((change) => isReadable(scope, change)).map((change) => describeChange(scope, change));
  const next = read.length < changesSearched ? null : (read.at(-1)?.stamp ?? null);
  return { changes, names: listNames(scope, changes), next };
}

/** The entry that stands at this change; undefined where it stands elsewhere, or the filter leaves it out. */
function entryAt(scope: ChangeScope, head: ChangeHead, filter: ChangeFilter): ChangeEntry | undefined {
  const { store, project } = scope;
  const { undoGroup, actorId, deviceId, sessionId, stamp, recordId } = head;
  if (filter.actorId !== undefined && actorId !== filter.actorId) return undefined;
  const at = stampMs(stamp);
  if (at < (filter.fromMs ?? at) || at > (filter.toMs ?? at)) return undefined;
  if (projectOf(store, head) !== project.id) return undefined;
  // With a filter by record the entry stands at that record's last change in it.
  const isLast =
    filter.recordId === undefined
      ? store.lastStampOf(undoGroup) === stamp
      : store.listChanges({ undoGroup, limit: changesSearched }).find((change) => change.recordId === recordId)
          ?.stamp === stamp;
  if (!isLast) return undefined;

  const read = store.listChanges({ undoGroup, limit: changesSearched });
  const actorName = store.find(userEntity, actorId)?.name ?? actorId;
  const found = read
    .filter((change) => isReadable(scope, change))
    .map((change) => describeChange(scope, change))
    .filter((change) => passes(change, filter, actorName));
  if (found.length === 0) return undefined;
  const isWhole = filter.entity === undefined && filter.recordId === undefined && scope.access.role === 'owner';
  return {
    undoGroup,
    actorId,
    actorName,
    deviceId,
    isThisDevice: deviceId === store.deviceId,
    sessionId,
    stamp,
    at,
    counts: isWhole ? [...store.countGroup(undoGroup)] : countChanges(found),
    changes: found.slice(0, changesShown),
    hasMore: found.length > changesShown || read.length === changesSearched,
  };
}

function countChanges(changes: readonly RecordChange[]): ChangeEntry['counts'] {
  return [...Map.groupBy(changes, ({ entity }) => entity)].map(([entity, ofEntity]) => ({
    entity,
    changes: ofEntity.length,
    created: ofEntity.filter(({ action }) => action === 'create').length,
  }));
}

function projectOf(store: Store, { entity, recordId }: Pick<ChangeHead, 'entity' | 'recordId'>): unknown {
  return entity === projectEntity.name ? recordId : store.findWithDeleted(entity, recordId)?.['projectId'];
}

/** A part of the project, and of what this member may see of it. */
export function isReadable(
  { store, project, access }: ChangeScope,
  change: Pick<ChangeHead, 'entity' | 'recordId'>,
): boolean {
  const record = store.findWithDeleted(change.entity, change.recordId);
  if (record === undefined || projectOf(store, change) !== project.id) return false;
  return access.role === 'owner' || isVisible(store, access, change.entity, record);
}

function describeChange(scope: ChangeScope, change: ReadChange): RecordChange {
  const { entity, recordId, stamp, patch, before } = change;
  const record: AnyRecord = scope.store.findWithDeleted(entity, recordId) ?? { id: recordId };
  const isDeletion = before !== null && typeof patch['deletedAt'] === 'number';
  // A record that comes back after its deletion is made again.
  const isCreation = before === null || patch['deletedAt'] === null;
  return {
    entity,
    recordId,
    title: cutTitle(recordTitle(entity, record, (id) => nameOf(scope, id))),
    action: isDeletion ? 'delete' : isCreation ? 'create' : 'update',
    stamp,
    at: stampMs(stamp),
    fields: [...fieldChanges(entity, change)],
  };
}

function cutTitle(title: string): string {
  const { value } = cutValue(title);
  return typeof value === 'string' ? value : '';
}

function passes(change: RecordChange, filter: ChangeFilter, actorName: string): boolean {
  if (filter.entity !== undefined && change.entity !== filter.entity) return false;
  if (filter.recordId !== undefined && change.recordId !== filter.recordId) return false;
  if (filter.action !== undefined && change.action !== filter.action) return false;
  if (filter.field !== undefined && !change.fields.some(({ field }) => field === filter.field)) return false;
  const words = filter.search?.trim().toLowerCase() ?? '';
  if (words === '') return true;
  const text = `${actorName}\n${change.title}\n${JSON.stringify(change.fields)}`;
  return text.toLowerCase().includes(words);
}

function namesOf(scope: ChangeScope, entries: readonly ChangeEntry[]): { readonly [id: string]: string } {
  return listNames(
    scope,
    entries.flatMap(({ changes }) => changes),
  );
}
