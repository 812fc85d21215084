/* What the server has answered to a push, written into the store in one transaction. */
import type { Clock } from '#shared/base/instant.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { changeToSent } from '#shared/sync/sent-record.ts';
import { settleOutcomes } from '#shared/sync/settle-outcomes.ts';
import type { Settlement } from '#shared/sync/settle-outcomes.ts';
import type { Outcome, SentChange } from '#shared/sync/sync-protocol.ts';
import { unknownOfRecord } from '#shared/sync/unknown-fields.ts';

import type { Log } from '../rpc/connection.ts';
import type { SyncStore, SyncWriter } from '../store/sync-store.ts';
import { fetchAnew } from './fetch-part.ts';
import { goOnAsAnother } from './taken-back.ts';
import { forgetOverwritten, isOwnSetting, noteProblem, sidesOf } from './note-problems.ts';
import { noteRefused } from './note-refused.ts';

export type SettleDeps = {
  readonly sync: SyncStore;
  readonly entityByName: ReadonlyMap<string, AnyEntity>;
  readonly clock: Clock;
  readonly schemaVersion: number;
  readonly log: Log;
};

type Answer = { readonly batch: readonly SentChange[]; readonly outcomes: readonly Outcome[] };

export type Settled = {
  /** Whether anything was answered: else the next push would be the same. */
  readonly hasComeOn: boolean;
  /** Nothing more is taken before the next greeting. */
  readonly isToGreet: boolean;
};

export function settlePush(deps: SettleDeps, { batch, outcomes }: Answer): Settled {
  const { sync } = deps;
  const sent = new Set(batch.map(keyOf));
  return sync.transact((tx) => {
    const settlement = settleOutcomes(
      {
        entityByName: deps.entityByName,
        findStored: tx.findStored,
        listWaiting: (entity, id) =>
          tx
            .listWaitingOf(entity.name, id)
            .map((change) => changeToSent(change, deps.schemaVersion))
            .filter((change) => !sent.has(keyOf(change))),
      },
      batch,
      outcomes,
    );
    noteAll(deps, tx, settlement);
    writeSettlement(tx, settlement);
    keepUnknown(deps, tx, outcomes);
    const own = tx.ownDevice().deviceId;
    const isTakenBack = settlement.rejected.some(
      ({ change, code }) => code === 'number-taken' && change.deviceId === own,
    );
    if (isTakenBack) goOnAsAnother(deps, tx);
    return { hasComeOn: settlement.pushed.size > 0, isToGreet: settlement.next === 'greet' };
    // What a power cut takes back of it is pushed again, and answered the same.
  }, 'soon');
}

function writeSettlement(tx: SyncWriter, settlement: Settlement): void {
  const { records, rejected, rewritten, pushed, toFetch, stamp } = settlement;
  // Before the records: what was refused has not happened, and its history goes with it.
  for (const { change } of rejected) tx.forgetChange(change);
  for (const change of rewritten) tx.rewriteChange(change);
  for (const [deviceId, number] of pushed) tx.setPushed(deviceId, number);
  for (const { entity, id, stored } of records) {
    if (stored !== undefined) tx.put(entity, stored);
    else if (tx.findStored(entity, id) !== undefined) tx.erase(entity, id);
  }
  for (const part of toFetch) fetchAnew(tx, part);
  if (stamp !== null) tx.receive(stamp);
}

/** Of records that came back with a refusal. */
function keepUnknown({ entityByName }: SettleDeps, tx: SyncWriter, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    if (outcome.kind !== 'rejected' || outcome.record === null) continue;
    const { record } = outcome;
    const entity = entityByName.get(record.entity);
    if (entity === undefined || tx.findStored(entity, record.id) === undefined) continue;
    tx.setUnknown(record.entity, record.id, unknownOfRecord(entity, record));
  }
}

function noteAll(
  { entityByName, clock }: SettleDeps,
  tx: SyncWriter,
  { superseded, rejected, records }: Settlement,
): void {
  for (const { change, fields } of superseded) {
    const entity = entityByName.get(change.entity);
    if (entity === undefined || isOwnSetting(entity)) continue;
    const sides = sidesOf(entity, change, (name) => fields[name]).filter(({ name }) => fields[name] !== undefined);
    const actorId = Object.values(fields)[0]?.actorId ?? null;
    const detail = { code: null, reasons: [], actorId, isCreation: false, fields: sides };
    forgetOverwritten(tx, change, Object.keys(fields));
    if (Object.keys(fields).every((name) => entity.fields[name]?.isDerived)) continue;
    noteProblem(tx, clock, { kind: 'superseded', change, detail });
  }
  for (const { change, code, problems } of rejected) {
    const entity = entityByName.get(change.entity);
    if (entity === undefined || isOwnSetting(entity)) continue;
    const there = records.find(({ entity: { name }, id }) => name === change.entity && id === change.recordId)?.stored;
    const fields = sidesOf(entity, change, (name) => ({ value: there?.record[name] }));
    const detail = { code, reasons: problems.slice(), actorId: null, isCreation: change.before === null, fields };
    noteRefused(tx, clock, { change, detail });
  }
}

function keyOf({ deviceId, number }: Pick<SentChange, 'deviceId' | 'number'>): string {
  return `${deviceId} ${String(number)}`;
}
