/*
 * What the server does with a push: an answer for each change, and what is to be written and told because of it.
 *
 * Pure: what is known is asked of `AcceptDeps` and was loaded before; what comes out is written after, in the same database
 * transaction, which holds the tenant's row from before the loading on (so pushes of one tenant are decided one after another).
 *
 *     replayed     its number was answered before: the same answer, with the record as it is now
 *     refused      rejected, with a code; the whole transaction is, and nothing else
 *     skew, gap    nothing from there on is carried out, numbered or remembered: the device greets and pushes it again
 *     taken        merged, logged, written; superseded where a later edit of a field stays
 *
 * Later transactions see what earlier ones of the same push have made. Each touched record comes out once, as it is at last:
 * PostgreSQL refuses to write one twice in a statement.
 */
import { assert } from '../base/assert.ts';
import { inOneGo } from '../base/in-turns.ts';
import { receiveStamp, stampMs } from '../changes/stamp.ts';
import type { Stamp } from '../changes/stamp.ts';
import type { AnyEntity } from '../schema/entity.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import { acceptChange } from './accept-change.ts';
import type { WriteQuestion } from './accept-change.ts';
import { ByRecord } from './by-record.ts';
import { groupTransactions } from './group-transactions.ts';
import { isSchemaTaken } from './schema-versions.ts';
import { storedToSent } from './sent-record.ts';
import { skewMaxMs } from './sync-protocol.ts';
import type { Outcome, RejectionCode, SentChange } from './sync-protocol.ts';

/** Whose a device is (who pushed in its name first), and how far the server has heard it. */
export type KnownDevice = {
  readonly userId: string;
  readonly lastNumber: number;
  /** The latest stamp under which it has written; null where nothing is remembered of it. */
  readonly lastStamp: Stamp | null;
  /** What its last greeting was answered: pushes without it are from before, and too late. */
  readonly fence: string;
};

export type AcceptDeps = {
  readonly entityByName: ReadonlyMap<string, AnyEntity>;
  /** The number of the server's last migration. */
  readonly schemaVersion: number;
  readonly tenantId: string;
  readonly actorId: string;
  readonly nowMs: number;
  /** Before this push. `hidden`: there is one, which the person may not see. Deleted ones are there too. */
  readonly findRecord: (entity: AnyEntity, id: string) => StoredRecord | 'hidden' | undefined;
  readonly findDevice: (deviceId: string) => KnownDevice | undefined;
  /** What was told of a change of that number, its record aside; undefined when it was never heard, or that is forgotten. */
  readonly findAnswer: (deviceId: string, number: number) => Outcome | undefined;
  /** Whether today's rights let the person write that: why not, or undefined. */
  readonly mayWrite: (question: WriteQuestion) => RejectionCode | undefined;
};

/** As it came: see `pushInputSchema`. */
type Push = {
  readonly changes: readonly SentChange[];
  readonly after: { readonly [deviceId: string]: number };
  readonly fence: string;
};

export type AcceptedRecord = {
  readonly entity: AnyEntity;
  readonly stored: StoredRecord;
  readonly isNew: boolean;
};

export type Acceptance = {
  /** In the order of the changes. */
  readonly outcomes: readonly Outcome[];
  /** Each touched record once, in the order in which they were first touched. */
  readonly records: readonly AcceptedRecord[];
  /** To be appended to the tenant's log in this order, in the actor's name. `record` is the change's, as it is at last. */
  readonly log: readonly { readonly change: SentChange; readonly record: StoredRecord }[];
  /** To be remembered: what a new number was answered, unless it was plainly applied. */
  readonly answers: readonly { readonly deviceId: string; readonly number: number; readonly outcome: Outcome }[];
  /** Devices whose numbers went on. */
  readonly devices: ReadonlyMap<string, KnownDevice>;
};

type Work = {
  readonly deps: AcceptDeps;
  readonly written: ByRecord<AcceptedRecord>;
  /** The first changes of those that are written, in order. */
  readonly firsts: SentChange[];
  readonly devices: Map<string, KnownDevice>;
  readonly taken: SentChange[];
  readonly answers: Acceptance['answers'][number][];
  decided: number;
};

/** All in one go: see `acceptInPieces`. */
export function acceptChanges(deps: AcceptDeps, push: Push): Acceptance {
  return inOneGo(acceptInPieces(deps, push));
}

/** So many are decided in a piece: some milliseconds, after which a server lets others have their turn. */
const pieceMax = 250;

/** The same in pieces: a transaction of thousands would hold the thread for a quarter of a second. */
export function* acceptInPieces(deps: AcceptDeps, push: Push): Generator<undefined, Acceptance> {
  const work: Work = {
    deps,
    written: new ByRecord(),
    firsts: [],
    devices: new Map(),
    taken: [],
    answers: [],
    decided: 0,
  };
  const outcomes: Outcome[] = [];
  const { changes } = push;
  const isHoled = hasGap(deps, push);
  for (const group of groupTransactions(changes)) {
    const isToGreet = isHoled || !isOfTakenSchema(deps, group);
    if (isToGreet || isAhead(deps, group)) {
      const told: Outcome = { kind: isToGreet ? 'gap' : 'skew' };
      outcomes.push(...changes.slice(outcomes.length).map(() => told));
      break;
    }
    outcomes.push(...(yield* acceptGroup(work, group)));
  }
  return {
    outcomes,
    records: work.firsts.map((change) => writtenOf(work, change)),
    log: work.taken.map((change) => ({ change, record: writtenOf(work, change).stored })),
    answers: work.answers,
    devices: work.devices,
  };
}

/**
 * Who greeted one server process and pushes to another, older or newer, finds out by greeting whether it may push at all; refusing
 * would cost it an edit for having come while the server was being updated.
 */
function isOfTakenSchema({ schemaVersion: server }: AcceptDeps, group: readonly SentChange[]): boolean {
  return group.every(({ schemaVersion }) => isSchemaTaken({ device: schemaVersion, server }));
}

function isAhead({ nowMs }: AcceptDeps, group: readonly SentChange[]): boolean {
  return group.some(({ stamp }) => stampMs(stamp) > nowMs + skewMaxMs);
}

function* acceptGroup(work: Work, group: readonly SentChange[]): Generator<undefined, readonly Outcome[]> {
  if (!group.some((change) => isReplay(work.deps, change))) return yield* decideGroup(work, group);
  const fresh = group.filter((change) => !isReplay(work.deps, change));
  const outcomes = yield* decideGroup(work, fresh);
  const decided = new Map(outcomes.map((outcome, index) => [fresh[index], outcome]));
  return group.map((change) => {
    const outcome = decided.get(change);
    if (outcome !== undefined) return outcome;
    const earlier = work.deps.findAnswer(change.deviceId, change.number);
    // A device that was set back can have forgotten that it kept this one to itself, and pushed later ones.
    if (earlier === undefined)
      return { ...neverHeard, problems: [...neverHeard.problems], record: sentRecord(work, change) };
    return earlier.kind === 'rejected' ? { ...earlier, record: sentRecord(work, change) } : earlier;
  });
}

const neverHeard = {
  kind: 'rejected',
  code: 'record-invalid',
  problems: ['the server has heard later changes of this device, and not this one'],
} as const satisfies Partial<Outcome>;

/** Answered in an earlier push. Of another person's device nothing is told: what was answered was for them. */
function isReplay({ findDevice, actorId }: AcceptDeps, { deviceId, number }: SentChange): boolean {
  const device = findDevice(deviceId);
  return device !== undefined && device.userId === actorId && number <= device.lastNumber;
}

/** Changes whose numbers are new: all are taken, or none. */
function* decideGroup(work: Work, group: readonly SentChange[]): Generator<undefined, readonly Outcome[]> {
  const written = new ByRecord<AcceptedRecord>();
  const findRecord: WriteQuestion['findRecord'] = (entity, id) =>
    written.get(entity.name, id)?.stored ?? find(work, entity, id);
  const outcomes: Outcome[] = [];
  const [first] = group;
  if (first === undefined) return [];
  let device = deviceOf(work, first);
  const taken: { readonly change: SentChange; readonly record: AcceptedRecord }[] = [];
  for (const change of group) {
    const decision = acceptChange({ deps: work.deps, device, findRecord }, change);
    if (decision.kind === 'refused') return refuseGroup(work, group, { refused: change, ...decision });
    const { entity, stored, isNew } = decision;
    const { name } = entity;
    const earlier = written.get(name, change.recordId) ?? work.written.get(name, change.recordId);
    const record = { entity, stored, isNew: isNew || earlier?.isNew === true };
    written.set(name, change.recordId, record);
    device = {
      ...device,
      lastNumber: change.number,
      lastStamp: receiveStamp(device.lastStamp, change.stamp),
    };
    outcomes.push(decision.outcome);
    taken.push({ change: decision.change, record });
    work.decided += 1;
    if (work.decided % pieceMax === 0) yield undefined;
  }
  for (const { change, record } of taken) {
    if (work.written.get(change.entity, change.recordId) === undefined) work.firsts.push(change);
    work.written.set(change.entity, change.recordId, record);
    work.taken.push(change);
  }
  finish(work, group, outcomes);
  return outcomes;
}

type Refusal = { readonly refused: SentChange; readonly code: RejectionCode; readonly problems: readonly string[] };

function refuseGroup(
  work: Work,
  group: readonly SentChange[],
  { refused, code, problems }: Refusal,
): readonly Outcome[] {
  const outcomes = group.map((change): Outcome => {
    const record = sentRecord(work, change);
    return change === refused
      ? { kind: 'rejected', code, problems: [...problems], record }
      : { kind: 'rejected', code: 'group-refused', problems: [], record };
  });
  finish(work, group, outcomes);
  return outcomes;
}

/** Notes that the numbers were answered; but not of another person's device, nor a number that is not after the one before. */
function finish(work: Work, group: readonly SentChange[], outcomes: readonly Outcome[]): void {
  for (const [index, change] of group.entries()) {
    const device = deviceOf(work, change);
    if (device.userId !== work.deps.actorId || change.number <= device.lastNumber) continue;
    const outcome = outcomes[index];
    const isTaken = outcome !== undefined && outcome.kind !== 'rejected';
    work.devices.set(change.deviceId, {
      ...device,
      lastNumber: change.number,
      lastStamp: isTaken ? receiveStamp(device.lastStamp, change.stamp) : device.lastStamp,
    });
    if (outcome === undefined || outcome.kind === 'applied') continue;
    const remembered = outcome.kind === 'rejected' ? { ...outcome, record: null } : outcome;
    work.answers.push({ deviceId: change.deviceId, number: change.number, outcome: remembered });
  }
}

/** Whether the server must not go on: it has not heard what came before, or the device has begun anew since. */
function hasGap({ findDevice, actorId }: AcceptDeps, { changes, after, fence }: Push): boolean {
  return [...new Set(changes.map(({ deviceId }) => deviceId))].some((deviceId) => {
    const device = findDevice(deviceId);
    if (device === undefined) return true; // It has never greeted.
    if (device.userId !== actorId) return false; // Refused, and told nothing.
    // Who does not say it says that nothing was pushed before.
    return device.fence !== fence || (after[deviceId] ?? 0) > device.lastNumber;
  });
}

function find({ deps, written }: Work, entity: AnyEntity, id: string): StoredRecord | 'hidden' | undefined {
  return written.get(entity.name, id)?.stored ?? deps.findRecord(entity, id);
}

function sentRecord(work: Work, { entity: name, recordId }: SentChange): ReturnType<typeof storedToSent> | null {
  const entity = work.deps.entityByName.get(name);
  if (entity === undefined) return null;
  const stored = find(work, entity, recordId);
  return stored === undefined || stored === 'hidden' ? null : storedToSent(entity, stored);
}

/** As it is at last. */
function writtenOf({ written }: Work, { entity, recordId }: SentChange): AcceptedRecord {
  const record = written.get(entity, recordId);
  assert(record !== undefined, `${entity} ${recordId} was taken and not written`);
  return record;
}

function deviceOf({ deps, devices }: Work, { deviceId }: SentChange): KnownDevice {
  const device = devices.get(deviceId) ?? deps.findDevice(deviceId);
  assert(device !== undefined, `The device ${deviceId} has never greeted`);
  return device;
}
