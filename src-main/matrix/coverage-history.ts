/*
 * Coverage as it was: from the records as they are now one walks back through the changes, putting the values from before each of them
 * in its place, and counts at the moments that are to be shown. Nothing is stored for it, so it works for the past of every project,
 * as far as its changes are kept. It gives way every few milliseconds, and nobody waits for it but the chart.
 */
import { instantOf } from '#shared/base/instant.ts';
import type { Instant } from '#shared/base/instant.ts';
import { stampFloor, stampMs } from '#shared/changes/stamp.ts';
import type { CoveragePoint } from '#shared/matrix/changes/change-api.ts';
import { coverageByRound, coverageSteps } from '#shared/matrix/gaps/coverage.ts';
import type { CoverageTables } from '#shared/matrix/gaps/coverage.ts';
import { modelEntities } from '#shared/matrix/model-entities.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';

import { giveWay } from '../rpc/give-way.ts';
import type { ReadChange } from '../store/change-reader.ts';
import type { Store } from '../store/store.ts';
import { isVisible } from './project-gate.ts';
import type { ChangeScope } from './read-changes.ts';

/** More than this a chart of a window's width does not tell apart. */
const pointsMax = 60;
/** Work between two breaks. */
const sliceMs = 3;
/** Records, and changes, that are read from the file at once. */
const rowsPerRead = 250;

type Past = ReadonlyMap<string, Map<string, AnyRecord>>;

export type CoverageHistory = { readonly points: readonly CoveragePoint[]; readonly isWhole: boolean };

/** Of what the member may see: what is hidden from them is not counted either, and what it was cannot be guessed from the counts. */
export async function readCoverageHistory(
  { store, project, access }: ChangeScope,
  { nowMs, signal }: { readonly nowMs: Instant; readonly signal: AbortSignal },
): Promise<CoverageHistory> {
  const rest = createRest();
  const counted = modelEntities.filter(({ name }) => name in countedEntities);
  const past: Past = new Map(counted.map(({ name }) => [name, new Map<string, AnyRecord>()]));
  for (const entity of counted)
    await readRecords({ store, project, access }, { entity, table: past.get(entity.name), rest });

  const records = [...past.values()].flatMap((table) => [...table.values()]);
  const first = records.toSorted((left, right) => createdAt(left) - createdAt(right))[0];
  const startMs = instantOf(first === undefined ? nowMs : createdAt(first));
  const points: CoveragePoint[] = [];
  const walk = createWalk(store, past);
  const making = first === undefined ? undefined : findMaking(store, first.id);
  const firstMs = making === undefined ? startMs : firstEditEnd(store, making, startMs);
  for (const moment of momentsBetween(firstMs, nowMs).toReversed()) {
    while (!walk.goBackTo(moment)) {
      if (signal.aborted) return { points, isWhole: false };
      await rest();
    }
    points.unshift(await countAt(past, moment, rest));
  }
  // A record whose making is not among the changes has been there all along, as far as is known: its history is not kept any more.
  const isWhole = first === undefined || (making !== undefined && !hasLaterThan(past, firstMs));
  const knownMs = Math.min(walk.oldestMs(), nowMs);
  return { points: isWhole ? points : points.filter(({ at }) => at >= knownMs), isWhole };
}

type Walk = {
  /** Puts back some of what came after the moment; true when that was the last of it. */
  readonly goBackTo: (momentMs: number) => boolean;
  /** When the oldest change was made that the walk has met. */
  readonly oldestMs: () => number;
};

function createWalk(store: Store, past: Past): Walk {
  let before: string | undefined;
  let oldest = Number.POSITIVE_INFINITY;
  return {
    oldestMs: () => oldest,
    goBackTo(momentMs) {
      const floor = stampFloor(instantOf(momentMs + 1));
      const changes = store.listChanges({ before, limit: rowsPerRead });
      for (const change of changes) {
        if (change.stamp < floor) return true;
        before = change.stamp;
        if (putBack(past, change)) oldest = stampMs(change.stamp);
      }
      return changes.length < rowsPerRead;
    },
  };
}

/** A record of a model has a few dozen changes; the search for its first ends somewhere all the same. */
const changesOfRecordMax = 10_000;

/** The change that made a record; undefined where it is not kept any more. */
function findMaking(store: Store, recordId: string): ReadChange | undefined {
  const oldest = store.listChanges({ recordId, limit: changesOfRecordMax }).at(-1);
  return oldest?.before === null ? oldest : undefined;
}

/** What was made in one go, an import say, is a state when all of it is there. */
function firstEditEnd(store: Store, { undoGroup }: ReadChange, startMs: Instant): Instant {
  const last = store.lastStampOf(undoGroup);
  return last === undefined ? startMs : stampMs(last);
}

function hasLaterThan(past: Past, momentMs: number): boolean {
  return [...past.values()].some((table) => [...table.values()].some((record) => createdAt(record) > momentMs));
}

const countedEntities: { readonly [entity in keyof CoverageTables]: true } = {
  object: true,
  relationship: true,
  pairReview: true,
  projectRole: true,
  cta: true,
  ctaRole: true,
  attribute: true,
  contextVisibility: true,
};

type Reading = { readonly entity: AnyEntity; readonly table: Map<string, AnyRecord> | undefined; readonly rest: Rest };

/** Deleted records too: they were there once. */
async function readRecords({ store, project, access }: ChangeScope, { entity, table, rest }: Reading): Promise<void> {
  const reader = store as unknown as AnyReader; // Whatever the entity, its records have an id and the common fields.
  for (let afterId: string | undefined = ''; afterId !== undefined;) {
    const records: readonly AnyRecord[] = reader.list(entity, {
      where: { projectId: project.id },
      includeDeleted: true,
      afterId,
      limit: rowsPerRead,
    });
    for (const record of records) {
      if (access.role === 'owner' || isVisible(store, access, entity.name, record)) table?.set(record.id, record);
    }
    afterId = records.length < rowsPerRead ? undefined : records.at(-1)?.id;
    await rest();
  }
}

type AnyReader = {
  readonly list: (
    entity: AnyEntity,
    query: {
      readonly where: { readonly projectId: string };
      readonly includeDeleted: true;
      readonly afterId: string;
      readonly limit: number;
    },
  ) => readonly AnyRecord[];
};

/** From the moment of the first record to now, evenly; of a young project as many as there are minutes. */
function momentsBetween(startMs: number, nowMs: number): readonly number[] {
  const minuteMs = 60_000;
  const steps = Math.max(1, Math.min(pointsMax - 1, Math.ceil((nowMs - startMs) / minuteMs)));
  return Array.from({ length: steps + 1 }, (_, step) => Math.round(startMs + ((nowMs - startMs) * step) / steps));
}

/** Whether it was a change of what is counted. */
function putBack(past: Past, { entity, recordId, before }: ReadChange): boolean {
  const table = past.get(entity);
  const record = table?.get(recordId);
  if (table === undefined || record === undefined) return false;
  if (before === null) table.delete(recordId);
  else table.set(recordId, { ...record, ...before });
  return true;
}

async function countAt(past: Past, at: number, rest: Rest): Promise<CoveragePoint> {
  // Each table holds the records of its own entity, as they were.
  const steps = coverageSteps(Object.fromEntries(past) as unknown as CoverageTables);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { at, ...coverageByRound(step.value) };
    await rest();
  }
}

type Rest = () => Promise<void>;

/** Lets others have their turn when the slice is used up. */
function createRest(): Rest {
  let sliceStart = performance.now();
  return async () => {
    if (performance.now() - sliceStart < sliceMs) return;
    await giveWay();
    sliceStart = performance.now();
  };
}

function createdAt(record: AnyRecord): number {
  return Number(record['createdAt']);
}
