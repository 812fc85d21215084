// The server of a simulation: the same decisions as the real one, on a database in memory.
import { isKeyId } from '../../base/id.ts';
import { instantOf } from '../../base/instant.ts';
import { nextStamp } from '../../changes/stamp.ts';
import type { Stamp } from '../../changes/stamp.ts';
import type { AnyEntity } from '../../schema/entity.ts';
import type { StoredRecord } from '../../schema/row-codec.ts';
import type { WriteQuestion } from '../accept-change.ts';
import { acceptChanges } from '../accept-changes.ts';
import type { KnownDevice } from '../accept-changes.ts';
import { isReached } from '../find-reach-changes.ts';
import type { ScopePart } from '../find-reach-changes.ts';
import { mergeChange } from '../merge-change.ts';
import { storedToSent } from '../sent-record.ts';
import type {
  Cursor,
  Outcome,
  ReachedScope,
  RejectionCode,
  SentChange,
  SentRecord,
  SyncScope,
  ToldChange,
} from '../sync-protocol.ts';
import { scopeOfRecord } from '../synced-entities.ts';
import { createSimDisk } from './sim-disk.harness.ts';
import type { Answer, Kept, LogRow, Question, SimServer } from './sim-door.harness.ts';
import { entitiesOf, reachedBy, rightKey, schemaVersions, tenantId } from './sim-world.harness.ts';
import type { Mutant, SimRight } from './sim-world.harness.ts';

// Small, so that a simulation meets their ends.
const pullMax = 12;
const pageMax = 4;
const serverDeviceId = 'ffffffff00000000';

export function createSimServer(mutant: Mutant | undefined): SimServer {
  const disk = createSimDisk();
  const records = disk.map<string, Kept>();
  const log = disk.map<number, LogRow>();
  const logged = disk.map<string, number>();
  const devices = disk.map<string, KnownDevice>();
  const answers = disk.map<string, Outcome>();
  const acknowledged = disk.map<string, number>();
  const rights = disk.map<string, SimRight>();
  const [seq, floor, forgotten] = [disk.cell(0), disk.cell(0), disk.cell(0)];
  const epoch = disk.cell('first');
  const schemaVersion = disk.cell<number>(5);
  const lastStamp = disk.cell<Stamp | null>(null);
  const lastNumber = disk.cell(0);

  let fences = 0; // As random as an id: never the same again, not even after a back-up.

  const entities = (): ReadonlyMap<string, AnyEntity> => entitiesOf(schemaVersion.get());
  const head = (): Cursor => ({ epoch: epoch.get(), seq: seq.get() });
  const find = (entity: AnyEntity, id: string): StoredRecord | undefined => records.get(`${entity.name} ${id}`)?.stored;

  function reach(userId: string): readonly ReachedScope[] {
    const given = [...rights.values()].filter((right) => right.userId === userId);
    const workspaces = given.filter(({ scope }) => scope.kind === 'workspace');
    const shared = new Set(given.flatMap(({ scope }) => (scope.kind === 'project' ? [scope.id] : [])));
    // Of a project one reaches nothing without its workspace, be it one's own.
    const projects = [...records.values()].filter(
      ({ entity, stored: { record } }) =>
        entity === 'project' &&
        (record['ownerId'] === userId || shared.has(record.id)) &&
        workspaces.some(({ scope }) => scope.id === record['workspaceId']),
    );
    return [
      { kind: 'tenant', id: tenantId, entities: ['member'] },
      { kind: 'user', id: userId, entities: ['preference'] },
      ...workspaces.map(reachedBy),
      ...projects.map(({ stored: { record } }) =>
        reachedBy({ userId, scope: { kind: 'project', id: record.id }, role: 'viewer' }),
      ),
    ];
  }

  function mayWrite(userId: string, question: WriteQuestion): RejectionCode | undefined {
    const { entity, after, before, patch, isCreate } = question;
    if ([patch['title'], patch['name']].some((title) => typeof title === 'string' && title.startsWith('!')))
      return 'value-taken';
    const scope = scopeOfRecord(entity, after.record);
    if (scope.kind === 'user') return onlyIf(scope.id === userId);
    const workspaceScope: SyncScope = { kind: 'workspace', id: String(after.record['workspaceId']) };
    const isEditor = isWriter(userId, workspaceScope);
    if (scope.kind === 'workspace') return onlyIf(isEditor);
    const isTheirs = isOwner(userId, scope.id, question);
    if (entity.name === 'project' && isCreate && before === undefined)
      return onlyIf(isEditor && after.record['ownerId'] === userId);
    if (!rights.has(rightKey({ userId, scope: workspaceScope }))) return 'not-permitted';
    // Whether a project is there, its owner says.
    if (entity.name === 'project' && 'deletedAt' in patch) return onlyIf(isTheirs);
    return onlyIf(isTheirs || isWriter(userId, scope));
  }

  function isWriter(userId: string, scope: SyncScope): boolean {
    return rights.get(rightKey({ userId, scope }))?.role === 'editor';
  }

  function isOwner(userId: string, projectId: string, { findRecord }: WriteQuestion): boolean {
    const entity = entities().get('project');
    const found = entity && findRecord(entity, projectId);
    return found !== undefined && found !== 'hidden' && found.record['ownerId'] === userId;
  }

  function append(change: SentChange, actorId: string, part: ScopePart): void {
    seq.set(seq.get() + 1);
    logged.set(`${change.deviceId} ${String(change.number)}`, seq.get());
    log.set(seq.get(), { change: { ...change, seq: seq.get(), actorId }, part });
  }

  function push(userId: string, { changes, after, fence }: Extract<Question, { kind: 'push' }>, nowMs: number): Answer {
    const reached = reach(userId);
    const isSeen = (entity: AnyEntity, { record }: StoredRecord): boolean =>
      isReached(reached, { scope: scopeOfRecord(entity, record), entity: entity.name });
    const accepted = acceptChanges(
      {
        entityByName: entities(),
        schemaVersion: schemaVersion.get(),
        tenantId,
        actorId: userId,
        nowMs,
        findRecord: (entity, id) => {
          const stored = find(entity, id);
          return stored === undefined || isSeen(entity, stored) ? stored : 'hidden';
        },
        findDevice: (deviceId) => {
          const device = devices.get(deviceId);
          if (device === undefined) return undefined;
          const known = mutant === 'no-fence' ? { ...device, fence } : device;
          return mutant === 'no-dedup' ? { ...known, lastNumber: 0 } : known;
        },
        findAnswer: (deviceId, number) => {
          const key = `${deviceId} ${String(number)}`;
          return answers.get(key) ?? (logged.has(key) ? { kind: 'applied' } : undefined);
        },
        mayWrite: (question) => mayWrite(userId, question),
      },
      { changes, after: mutant === 'no-gap' ? {} : after, fence },
    );
    disk.transact(() => {
      for (const { entity, stored } of accepted.records)
        records.set(`${entity.name} ${stored.record.id}`, { entity: entity.name, stored });
      for (const { change, record } of accepted.log) {
        const entity = entities().get(change.entity);
        if (entity === undefined) throw new Error(`${change.entity} was taken`);
        append(change, userId, { scope: scopeOfRecord(entity, record.record), entity: entity.name });
      }
      for (const [deviceId, device] of accepted.devices) {
        devices.set(deviceId, device);
        acknowledged.set(deviceId, Math.max(acknowledged.get(deviceId) ?? 0, after[deviceId] ?? 0));
      }
      for (const { deviceId, number, outcome } of accepted.answers)
        answers.set(`${deviceId} ${String(number)}`, outcome);
    });
    const outcomes =
      mutant === 'remembered-record'
        ? accepted.outcomes.map((outcome) =>
            outcome.kind === 'rejected' ? forget(changes, accepted.outcomes, outcome) : outcome,
          )
        : accepted.outcomes;
    return { kind: 'pushed', outcomes, serverMs: nowMs, head: head() };
  }

  /** The mutant: a replayed refusal comes back with the record as it was when it was refused first. */
  const recordsAtRefusal = new Map<string, SentRecord | null>();
  function forget(
    changes: readonly SentChange[],
    outcomes: readonly Outcome[],
    outcome: Extract<Outcome, { kind: 'rejected' }>,
  ): Outcome {
    const change = changes[outcomes.indexOf(outcome)];
    const key = `${change?.deviceId ?? ''} ${String(change?.number)}`;
    if (!recordsAtRefusal.has(key)) recordsAtRefusal.set(key, outcome.record);
    return { ...outcome, record: recordsAtRefusal.get(key) ?? null };
  }

  function pull(userId: string, { cursor, deviceId }: Extract<Question, { kind: 'pull' }>): Answer {
    if (cursor.epoch !== epoch.get() || cursor.seq > seq.get() || cursor.seq < floor.get()) return { kind: 'resync' };
    const reached = reach(userId);
    const changes: ToldChange[] = [];
    let last = cursor.seq;
    while (last < seq.get() && changes.length < pullMax) {
      last += 1;
      // Of the log nothing goes, for the oracles; devices are told nothing of what is forgotten.
      const row = last > forgotten.get() ? log.get(last) : undefined;
      if (row !== undefined && row.change.deviceId !== deviceId && isReached(reached, row.part))
        changes.push(row.change);
    }
    return {
      kind: 'changes',
      changes,
      cursor: { epoch: epoch.get(), seq: last },
      isEnd: last === seq.get(),
      reach: reached,
    };
  }

  function page(userId: string, { part, afterId }: Extract<Question, { kind: 'snapshot' }>): Answer {
    if (!isReached(reach(userId), part)) return { kind: 'not-reached' };
    const entity = entities().get(part.entity);
    if (entity === undefined) return { kind: 'not-reached' };
    const found = [...records.values()]
      .filter(
        ({ entity: name, stored }) => name === part.entity && scopeOfRecord(entity, stored.record).id === part.scope.id,
      )
      .filter(({ stored }) => afterId === null || stored.record.id > afterId)
      .toSorted((left, right) => (left.stored.record.id < right.stored.record.id ? -1 : 1));
    const shown = found.slice(0, pageMax).map(({ stored }) => storedToSent(entity, stored));
    return { kind: 'page', records: shown, isEnd: found.length <= pageMax, epoch: epoch.get() };
  }

  /** What was taken is remembered for ever; what else was answered, until its device has said that it has the answer. */
  function forgetAnswers(): void {
    for (const key of [...answers.entries()].map(([one]) => one)) {
      const [deviceId = '', number = ''] = key.split(' ');
      if (mutant === 'answers-forgotten' || Number(number) <= (acknowledged.get(deviceId) ?? 0)) answers.delete(key);
    }
    if (mutant === 'answers-forgotten') for (const [key] of logged.entries()) logged.delete(key);
  }

  /** As tombstone-upkeep.ts does it: nothing is in the log any more that is not forgotten. */
  function forgetTombstones(): void {
    for (const [key, { entity, stored }] of records.entries()) {
      const { id, deletedAt } = stored.record;
      if (deletedAt === null || entity === 'member' || (isKeyId(id) && mutant !== 'keys-forgotten')) continue;
      records.delete(key);
      if (entity !== 'project') continue;
      for (const [inside, { stored: one }] of records.entries())
        if (one.record['projectId'] === id) records.delete(inside);
    }
  }

  function raiseFence(userId: string, deviceIds: readonly string[]): string {
    const fence = `fence${String((fences += 1))}`;
    disk.transact(() => {
      for (const id of deviceIds) {
        const known = devices.get(id) ?? { userId, lastNumber: 0, lastStamp: null };
        if (known.userId === userId) devices.set(id, { ...known, fence });
      }
    });
    return fence;
  }

  function answer(userId: string, question: Question, nowMs: number): Answer {
    switch (question.kind) {
      case 'greet':
        return {
          kind: 'greeted',
          head: head(),
          reach: reach(userId),
          lastNumbers: Object.fromEntries(question.deviceIds.map((id) => [id, devices.get(id)?.lastNumber ?? 0])),
          fence: raiseFence(userId, question.deviceIds),
          schemaVersion: schemaVersion.get(),
          serverMs: nowMs,
        };
      case 'pull':
        return pull(userId, question);
      case 'push':
        return push(userId, question, nowMs);
      case 'snapshot':
        return page(userId, question);
    }
  }

  return {
    answer,
    head,
    crashSoon: disk.crashSoon,
    write: (nowMs, given) =>
      disk.transact(() => {
        const entity = entities().get(given.entity);
        if (entity === undefined) throw new Error(`The server knows no ${given.entity}`);
        const stamp = nextStamp(lastStamp.get(), instantOf(nowMs), serverDeviceId);
        const number = lastNumber.get() + 1;
        const change: SentChange = {
          ...given,
          deviceId: serverDeviceId,
          number,
          transactionNumber: number,
          undoGroup: 'server',
          sessionId: null,
          stamp,
          schemaVersion: schemaVersion.get(),
        };
        const stored = mergeChange(entity, find(entity, given.recordId), change);
        if (stored === undefined) throw new Error('The server changes what is not there');
        lastStamp.set(stamp);
        lastNumber.set(number);
        records.set(`${entity.name} ${given.recordId}`, { entity: entity.name, stored });
        append(change, 'server', { scope: scopeOfRecord(entity, stored.record), entity: entity.name });
      }),
    setRight: ({ userId, scope, role }) =>
      disk.transact(() => {
        const key = rightKey({ userId, scope });
        if (role === null) rights.delete(key);
        else rights.set(key, { userId, scope, role });
      }),
    compact: () =>
      disk.transact(() => {
        if (mutant !== 'floor-stays') floor.set(seq.get());
        forgotten.set(seq.get());
        forgetAnswers();
        forgetTombstones();
      }),
    upgrade: () => disk.transact(() => schemaVersion.set(schemaVersions[2])),
    keep: () => {
      const copy = disk.copy();
      return (newEpoch) => {
        const [stamp, number] = [lastStamp.get(), lastNumber.get()];
        disk.putBack(copy);
        disk.transact(() => {
          epoch.set(newEpoch);
          // A push from before could bear the fence of then.
          for (const [id, device] of devices.entries()) devices.set(id, { ...device, fence: '' });
          // A server process that starts is another device each time; here it only never says a number or a stamp twice.
          lastStamp.set(stamp);
          lastNumber.set(number);
        });
      };
    },
    schemaVersion: () => schemaVersion.get(),
    listIds: (name) =>
      [...records.values()]
        .flatMap(({ entity, stored }) => (entity === name ? [stored.record.id] : []))
        .toSorted((left, right) => (left < right ? -1 : 1)),
    view: () => ({
      schemaVersion: schemaVersion.get(),
      records: [...records.values()],
      log: [...log.values()],
      answers: [...answers.entries()],
      reach,
    }),
  };
}

function onlyIf(isPermitted: boolean): RejectionCode | undefined {
  return isPermitted ? undefined : 'not-permitted';
}
