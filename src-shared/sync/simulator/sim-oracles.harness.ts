// What must hold whatever happens. Each answers what is wrong, or undefined.
import { storedToVersion } from '../../changes/merge.ts';
import type { AnyEntity } from '../../schema/entity.ts';
import type { StoredRecord } from '../../schema/row-codec.ts';
import { isReached } from '../find-reach-changes.ts';
import { mergeChange } from '../merge-change.ts';
import { sentToStored, storedToSent } from '../sent-record.ts';
import { scopeOfRecord } from '../synced-entities.ts';
import { changeKey, recordKey } from './sim-device-file.harness.ts';
import type { SimDevice } from './sim-device.harness.ts';
import type { ServerView } from './sim-door.harness.ts';
import { entitiesOf } from './sim-world.harness.ts';

/** What a simulation has noted on its way. */
export type Noted = {
  /** Edits that were committed on a device, by device and number, and on which one. */
  readonly edits: ReadonlyMap<string, SimDevice>;
  /** Those of which a device's old back-up knows nothing. */
  readonly lostFiles: ReadonlySet<string>;
  /** Those that the server had taken before it was set back. */
  readonly lostTimelines: ReadonlySet<string>;
};

export type World = { readonly server: ServerView; readonly devices: readonly SimDevice[]; readonly noted: Noted };

export function findProblem(world: World): string | undefined {
  return findUnfolded(world.server) ?? findDiverged(world) ?? findMiscounted(world) ?? findUntold(world);
}

/** What the server has is what its log makes, from nothing. */
export function findUnfolded(server: ServerView): string | undefined {
  const entities = entitiesOf(server.schemaVersion);
  const folded = new Map<string, { readonly entity: AnyEntity; readonly stored: StoredRecord }>();
  for (const { change } of server.log) {
    const entity = entities.get(change.entity);
    const key = recordKey(change.entity, change.recordId);
    const stored = entity && mergeChange(entity, folded.get(key)?.stored, change);
    if (entity !== undefined && stored !== undefined) folded.set(key, { entity, stored });
  }
  const kept = new Set(server.records.map(({ entity, stored }) => recordKey(entity, stored.record.id)));
  for (const [key, { stored }] of folded) {
    if (kept.has(key) || isDeleted(stored) || isDeleted(projectOf(folded, stored))) continue;
    return `The log makes ${key}, which the server has not got`;
  }
  for (const { entity: name, stored } of server.records) {
    const made = folded.get(recordKey(name, stored.record.id));
    if (made === undefined) return `The log does not make ${name} ${stored.record.id}`;
    const [has, makes] = [describe(made.entity, stored), describe(made.entity, made.stored)];
    if (has !== makes) return `The server has ${has} where its log makes ${makes}`;
  }
  return undefined;
}

type Folded = ReadonlyMap<string, { readonly entity: AnyEntity; readonly stored: StoredRecord }>;

function projectOf(folded: Folded, { record }: StoredRecord): StoredRecord | undefined {
  return folded.get(recordKey('project', String(record['projectId'])))?.stored;
}

/** What was deleted goes with the log of it. */
function isDeleted(stored: StoredRecord | undefined): boolean {
  return stored !== undefined && stored.record['deletedAt'] !== null;
}

/** Everybody has been updated, and nobody has asked the server since: what it had told is there. */
export function findMissing(world: World): string | undefined {
  const problem = findDiverged(world);
  return problem === undefined ? undefined : `After an update: ${problem}`;
}

/** Each device has what its person reaches, as the server has it, and nothing else. */
function findDiverged({ server, devices }: World): string | undefined {
  const serverEntities = entitiesOf(server.schemaVersion);
  for (const [index, device] of devices.entries()) {
    const reached = server.reach(device.userId);
    const wanted = new Map<string, string>();
    for (const { entity: name, stored } of server.records) {
      const [known, own] = [serverEntities.get(name), device.entities().get(name)];
      if (known === undefined || own === undefined) continue;
      if (!isReached(reached, { scope: scopeOfRecord(known, stored.record), entity: name })) continue;
      const read = sentToStored(own, storedToSent(known, stored));
      if (!read.ok) return `The server has what cannot be read: ${read.failure.join()}`;
      wanted.set(recordKey(name, stored.record.id), describe(own, read.value));
    }
    for (const [key, { entity: name, stored }] of device.file.records.entries()) {
      const own = device.entities().get(name);
      const has = own === undefined ? '' : describe(own, stored);
      // A device may know longer than the server that something was deleted.
      if (isDeleted(stored) && !wanted.has(key)) continue;
      if (wanted.get(key) !== has)
        return `Device ${String(index)} has ${key} ${has}, the server ${wanted.get(key) ?? 'nothing'}`;
      wanted.delete(key);
    }
    const [left] = [...device.file.unknown.entries()].find(([key]) => !device.file.records.has(key)) ?? [];
    if (left !== undefined) return `Device ${String(index)} keeps something of ${left}, which it has not got`;
    const [missing] = wanted;
    if (missing !== undefined) return `Device ${String(index)} has not got ${missing.join(' ')}`;
  }
  return undefined;
}

/** Every edit that was committed on a device is in the log once, or its person is shown that it is not. */
function findMiscounted({ server, noted }: World): string | undefined {
  const logged = new Map<string, number>();
  for (const { change } of server.log) logged.set(changeKey(change), (logged.get(changeKey(change)) ?? 0) + 1);
  for (const [key, device] of noted.edits) {
    const count = logged.get(key) ?? 0;
    const shown = device.file.problems.get(key)?.kind;
    if (count > 1) return `The edit ${key} is in the log ${String(count)} times`;
    if (count === 1 && shown === 'rejected') return `The edit ${key} was taken, and is shown as refused`;
    const isShown = shown === 'rejected' || shown === 'set-aside';
    const isExcused = noted.lostFiles.has(key) || (noted.lostTimelines.has(key) && !device.file.changes.has(key));
    if (count === 0 && !isShown && !isExcused) return `The edit ${key} is nowhere`;
  }
  return undefined;
}

/** Whose edit gave way to a later one when it was pushed is shown which. */
function findUntold({ server, noted }: World): string | undefined {
  for (const [key, outcome] of server.answers) {
    const device = noted.edits.get(key);
    if (outcome.kind !== 'superseded' || device === undefined || noted.lostFiles.has(key)) continue;
    const shown = device.file.problems.get(key)?.kind;
    if (shown !== 'superseded' && shown !== 'set-aside' && device.file.changes.has(key))
      return `That ${key} was superseded is told nobody`;
  }
  return undefined;
}

/** Values and stamps; how Yjs writes a state down differs with the order in which it was told, and its text does not. */
function describe(entity: AnyEntity, stored: StoredRecord): string {
  const fields = Object.entries(storedToVersion(entity, stored)).map(([name, { value, stamp }]) => [
    name,
    value ?? null,
    stamp,
  ]);
  return JSON.stringify(fields);
}
