// What a device of a simulation does with what it is answered, each answer in a transaction of its own.
import { receiveStamp } from '../../changes/stamp.ts';
import type { AnyEntity } from '../../schema/entity.ts';
import type { StoredRecord } from '../../schema/row-codec.ts';
import type { ScopePart } from '../find-reach-changes.ts';
import { playAgain } from '../play-again.ts';
import { receiveChange, receiveRecord } from '../receive-changes.ts';
import { latestStamp, sentToStored } from '../sent-record.ts';
import { settleOutcomes } from '../settle-outcomes.ts';
import type { SettleDeps } from '../settle-outcomes.ts';
import type { Outcome, SentChange, SentRecord, ToldChange } from '../sync-protocol.ts';
import { isSameScope, scopeOfRecord } from '../synced-entities.ts';
import { unknownOfRecord, unknownWithChange } from '../unknown-fields.ts';
import { changeKey, listWaiting, partKey, recordKey } from './sim-device-file.harness.ts';
import type { Held } from './sim-device-file.harness.ts';
import type { SimHolding } from './sim-holding.harness.ts';
import type { Answer, Question } from './sim-door.harness.ts';
import { SimFault } from './sim-disk.harness.ts';

/** What others have changed. */
export function takeChanges(
  holding: SimHolding,
  answer: Pick<Extract<Answer, { kind: 'changes' }>, 'changes' | 'cursor'>,
): void {
  const { file, mutant } = holding;
  const apply = (): void => answer.changes.forEach((change) => receiveTold(holding, change));
  const advance = (): void => file.cursor.set(answer.cursor);
  if (mutant === 'cursor-before-apply') {
    file.disk.transact(advance);
    file.disk.transact(apply);
  } else {
    file.disk.transact(() => {
      apply();
      advance();
    });
  }
}

function receiveTold(holding: SimHolding, change: ToldChange): void {
  const { file, isOwnDevice } = holding;
  const entity = holding.entities().get(change.entity);
  if (entity === undefined) return holding.receiveClock(change.stamp);
  const stored = holding.findStored(entity, change.recordId);
  const hasOwnChanges = (): boolean =>
    [...file.changes.values()].some((own) => own.entity === change.entity && own.recordId === change.recordId);
  const received = receiveChange({ entity, stored, isOwnDevice, hasOwnChanges }, change);
  if (received.kind === 'unreadable') {
    // It builds on what the snapshot has not brought yet; its page will hold it.
    if (stored !== undefined && isAwaited(holding, entity, stored)) return;
    throw new SimFault(`A change cannot be read: ${received.problems.join()}`);
  }
  holding.receiveClock(received.stamp);
  if (received.kind === 'to-fetch') holding.fetchPart({ scope: received.scope, entity: entity.name });
  if (received.kind !== 'merged') return;
  holding.put(entity, received.stored);
  const unknown = unknownWithChange(entity, change, () => file.unknown.get(recordKey(entity.name, change.recordId)));
  if (unknown !== undefined) holding.keepUnknown(entity, change.recordId, unknown);
  for (const { mine } of received.overwritten) holding.noteSuperseded(mine.stamp);
}

function isAwaited({ file }: SimHolding, entity: AnyEntity, { record }: StoredRecord): boolean {
  const held = file.held.get(partKey({ scope: scopeOfRecord(entity, record), entity: entity.name }));
  return held?.isWhole === false && (held.afterId === null || held.afterId < record.id);
}

type Page = Extract<Answer, { kind: 'page' }>;
type Asked = Extract<Question, { kind: 'snapshot' }>;

/** One page says all that there is between two ids. False when it is of another state of the server than what is here. */
export function takePage(holding: SimHolding, { records, isEnd, epoch }: Page, { part, afterId }: Asked): boolean {
  const { file, mutant } = holding;
  const entity = holding.entities().get(part.entity);
  const key = partKey(part);
  if (epoch !== file.cursor.get()?.epoch && mutant !== 'any-epoch') return false;
  if (entity === undefined || file.held.get(key)?.isWhole !== false) return true;
  const lastId = records.at(-1)?.id ?? afterId;
  file.disk.transact(() => {
    const waiting = listWaiting(file);
    const sentIds = new Set(records.map(({ id }) => id));
    for (const sent of records) replace(holding, entity, { sent, waiting });
    const isInPage = (id: string): boolean =>
      (afterId === null || id > afterId) && (isEnd || (lastId !== null && id <= lastId));
    if (mutant !== 'snapshot-merged-only')
      dropAbsent(holding, entity, { part, waiting, isAbsent: (id) => isInPage(id) && !sentIds.has(id) });
    const held: Held = { part, afterId: lastId, isWhole: isEnd };
    file.held.set(key, held);
  });
  return true;
}

type Absence = {
  readonly part: ScopePart;
  readonly waiting: readonly SentChange[];
  readonly isAbsent: (id: string) => boolean;
};

/** What the server has not any more is not here either, but for what waits to be pushed. */
function dropAbsent(holding: SimHolding, entity: AnyEntity, { part, waiting, isAbsent }: Absence): void {
  for (const [key, { entity: name, stored }] of holding.file.records.entries()) {
    const { id } = stored.record;
    if (name !== part.entity || !isAbsent(id)) continue;
    if (!isSameScope(scopeOfRecord(entity, stored.record), part.scope)) continue;
    const played = playAgain(
      entity,
      undefined,
      waiting.filter((one) => one.entity === name && one.recordId === id),
    );
    // What a newer server told of it goes in any case: this one has nothing of it.
    if (played.stored === undefined) {
      holding.erase(key);
      continue;
    }
    holding.keepUnknown(entity, id, undefined);
    holding.put(entity, played.stored);
  }
}

type Replacement = { readonly sent: SentRecord; readonly waiting: readonly SentChange[] };

function replace(holding: SimHolding, entity: AnyEntity, { sent, waiting }: Replacement): void {
  const { file, isOwnDevice, mutant } = holding;
  const own = waiting.filter((change) => change.entity === entity.name && change.recordId === sent.id);
  const stored = holding.findStored(entity, sent.id);
  const hasWaiting = (field: string): boolean => own.some(({ patch }) => Object.hasOwn(patch, field));
  const received = receiveRecord({ entity, stored, isOwnDevice, hasWaiting }, sent);
  const read = sentToStored(entity, sent);
  if (!read.ok || received.kind !== 'merged') throw new SimFault(`A record cannot be read: ${JSON.stringify(read)}`);
  holding.receiveClock(latestStamp(sent), true);
  holding.keepUnknown(entity, sent.id, unknownOfRecord(entity, sent));
  for (const { mine } of received.overwritten) holding.noteSuperseded(mine.stamp);
  if (mutant === 'snapshot-merged-only') return holding.put(entity, received.stored);
  const played = playAgain(entity, read.value, own);
  holding.put(entity, played.stored ?? read.value);
  for (const change of played.rewritten) file.changes.set(changeKey(change), change);
}

/** What has become of a batch. Answers whether the device has to greet before it goes on. */
export function takeOutcomes(
  holding: SimHolding,
  answer: Extract<Answer, { kind: 'pushed' }>,
  batch: readonly SentChange[],
): boolean {
  const { file, mutant } = holding;
  return file.disk.transact(() => {
    const settlement = settleOutcomes(settleDeps(holding, batch), batch, answer.outcomes);
    for (const [id, number] of settlement.pushed) file.pushed.set(id, number);
    if (mutant !== 'no-rollback-on-refusal') {
      for (const { entity, id, stored } of settlement.records) {
        if (stored === undefined) holding.erase(recordKey(entity.name, id));
        else holding.put(entity, stored);
      }
      for (const outcome of answer.outcomes) keepReturned(holding, outcome);
    }
    for (const change of settlement.rewritten) file.changes.set(changeKey(change), change);
    for (const { change } of settlement.superseded)
      file.problems.set(changeKey(change), { kind: 'superseded', change });
    for (const { change } of settlement.rejected) {
      file.problems.set(changeKey(change), { kind: 'rejected', change });
      file.changes.delete(changeKey(change));
    }
    if (mutant === 'snapshot-without-clock') {
      const own = batch.at(-1)?.stamp;
      if (own !== undefined) file.settledStamp.set(receiveStamp(file.settledStamp.get(), own));
    } else holding.receiveClock(settlement.stamp);
    settlement.toFetch.forEach(holding.fetchPart);
    if (mutant === 'cursor-on-ack') file.cursor.set(answer.head);
    return settlement.next === 'greet';
  });
}

/** What came back with a refusal. */
function keepReturned(holding: SimHolding, outcome: Outcome): void {
  if (outcome.kind !== 'rejected' || outcome.record === null) return;
  const { record } = outcome;
  const entity = holding.entities().get(record.entity);
  if (entity === undefined || holding.findStored(entity, record.id) === undefined) return;
  holding.keepUnknown(entity, record.id, unknownOfRecord(entity, record));
}

function settleDeps({ file, entities, findStored }: SimHolding, batch: readonly SentChange[]): SettleDeps {
  const batchKeys = new Set(batch.map(changeKey));
  return {
    entityByName: entities(),
    findStored,
    listWaiting: (entity, id) =>
      listWaiting(file).filter(
        (one) => one.entity === entity.name && one.recordId === id && !batchKeys.has(changeKey(one)),
      ),
  };
}
