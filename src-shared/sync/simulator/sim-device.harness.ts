// A device of a simulation: it asks one thing at a time, and does with the answers what the real one does.
import { receiveStamp } from '../../changes/stamp.ts';
import type { Stamp } from '../../changes/stamp.ts';
import type { AnyEntity } from '../../schema/entity.ts';
import type { StoredRecord } from '../../schema/row-codec.ts';
import { findReachChanges } from '../find-reach-changes.ts';
import type { ScopePart } from '../find-reach-changes.ts';
import { groupTransactions } from '../group-transactions.ts';
import { playAgain } from '../play-again.ts';
import { receiveChange, receiveRecord } from '../receive-changes.ts';
import { listToRestamp, restampChanges } from '../restamp-changes.ts';
import { isSchemaTaken } from '../schema-versions.ts';
import { latestStamp, sentToStored } from '../sent-record.ts';
import { settleOutcomes } from '../settle-outcomes.ts';
import { skewMaxMs } from '../sync-protocol.ts';
import type { Cursor, ReachedScope, SentChange, SentRecord, ToldChange } from '../sync-protocol.ts';
import { isSameScope, scopeOfRecord } from '../synced-entities.ts';
import {
  changeKey,
  createDeviceFile,
  listWaiting,
  listWaitingOfDevice,
  partKey,
  recordKey,
} from './sim-device-file.harness.ts';
import type { DeviceFile, Held } from './sim-device-file.harness.ts';
import type { Answer, Question } from './sim-server.harness.ts';
import { SimFault } from './sim-disk.harness.ts';
import type { SimCopy } from './sim-disk.harness.ts';
import { entitiesOf } from './sim-world.harness.ts';
import type { Mutant } from './sim-world.harness.ts';

/** Small, so that one push is rarely all that waits. */
const batchMax = 6;

export type SimDevice = {
  readonly userId: string;
  readonly file: DeviceFile;
  readonly entities: () => ReadonlyMap<string, AnyEntity>;
  /** The clock by which edits are stamped. */
  readonly nowMs: () => number;
  /** By how much this machine's clock is wrong. */
  readonly setSkew: (ms: number) => void;
  /** The next question, if there is one and none is under way; work that needs no server is done on the spot. */
  readonly ask: (choose: (count: number) => number) => { readonly id: number; readonly question: Question } | undefined;
  /** Answers whether it was waited for. */
  readonly receive: (questionId: number, answer: Answer) => boolean;
  /** Stops waiting for an answer. */
  readonly giveUp: () => void;
  readonly announce: () => void;
  /** What was only in memory is gone. */
  readonly restart: () => void;
  readonly upgrade: (schemaVersion: number) => void;
  /** The file is as it was then, and goes on as a new device. */
  readonly putBack: (copy: SimCopy, newDeviceId: string) => void;
  readonly isInStep: (head: Cursor) => boolean;
};

export type SimDeviceGiven = {
  readonly userId: string;
  readonly deviceId: string;
  readonly schemaVersion: number;
  readonly trueMs: () => number;
  readonly mutant: Mutant | undefined;
};

export function createSimDevice({ userId, deviceId, schemaVersion, trueMs, mutant }: SimDeviceGiven): SimDevice {
  const file = createDeviceFile(deviceId, schemaVersion);
  const { disk } = file;
  let skewMs = 0;
  let questionId = 0;
  let [aheadMs, mayPush, hasMore] = [0, true, true];
  let reach: readonly ReachedScope[] | undefined;
  let fence = '';
  let asked: Question | undefined;

  const entities = (): ReadonlyMap<string, AnyEntity> => entitiesOf(file.schemaVersion.get());
  const isOwnDevice = (id: string): boolean => file.counted.has(id);
  const clockMs = (): number => trueMs() + skewMs;

  function restart(): void {
    [asked, reach, hasMore, aheadMs] = [undefined, undefined, true, 0];
    questionId += 1;
  }

  function receiveClock(stamp: Stamp | null, isSnapshot = false): void {
    if (stamp === null || mutant === 'no-clock-receive') return;
    if (isSnapshot && mutant === 'snapshot-without-clock') return;
    file.lastStamp.set(receiveStamp(file.lastStamp.get(), stamp));
    file.settledStamp.set(receiveStamp(file.settledStamp.get(), stamp));
  }

  function put(entity: AnyEntity, stored: StoredRecord): void {
    file.records.set(recordKey(entity.name, stored.record.id), { entity: entity.name, stored });
  }

  function purge(part: ScopePart): void {
    const entity = entities().get(part.entity);
    disk.transact(() => {
      for (const [key, { entity: name, stored }] of file.records.entries()) {
        if (
          entity === undefined ||
          name !== part.entity ||
          !isSameScope(scopeOfRecord(entity, stored.record), part.scope)
        )
          continue;
        for (const change of listWaiting(file).filter(
          (one) => one.entity === name && one.recordId === stored.record.id,
        )) {
          file.problems.set(changeKey(change), { kind: 'set-aside', change });
        }
        // Its history goes too.
        for (const [ownKey, change] of file.changes.entries())
          if (change.entity === name && change.recordId === stored.record.id) file.changes.delete(ownKey);
        file.records.delete(key);
      }
      file.held.delete(partKey(part));
    });
  }

  /** Compares what is held with what is reached: what is new is noted as begun, what is gone is purged at once. */
  function compareReach(reached: readonly ReachedScope[]): void {
    reach = reached;
    const held = [...file.held.values()].map(({ part }) => part);
    const { toFetch, toPurge } = findReachChanges(held, reached, (name) => entities().has(name));
    if (mutant !== 'no-purge') for (const part of toPurge) purge(part);
    if (toFetch.length === 0) return;
    disk.transact(() => {
      for (const part of toFetch) file.held.set(partKey(part), { part, afterId: null, isWhole: false });
    });
  }

  function fetchPart(part: ScopePart): void {
    if (file.held.has(partKey(part))) file.held.set(partKey(part), { part, afterId: null, isWhole: false });
  }

  function fetchAnew(): void {
    for (const [key, { part }] of file.held.entries()) file.held.set(key, { part, afterId: null, isWhole: false });
  }

  function possibleQuestions(): Question[] {
    if (reach === undefined || file.cursor.get() === null)
      return [{ kind: 'greet', deviceIds: [...file.counted.entries()].map(([id]) => id) }];
    const pushes = mayPush ? [...file.counted.entries()].flatMap(([id]) => nextPush(id)) : [];
    if (file.isRewound.get()) return pushes;
    const unfinished = [...file.held.values()].find(({ isWhole }) => !isWhole);
    const cursor = file.cursor.get();
    return [
      ...pushes,
      ...(hasMore && cursor !== null ? [{ kind: 'pull', cursor, deviceId: file.deviceId.get() } as const] : []),
      ...(unfinished === undefined
        ? []
        : [{ kind: 'snapshot', part: unfinished.part, afterId: unfinished.afterId } as const]),
    ];
  }

  function nextPush(id: string): Question[] {
    const taken: SentChange[] = [];
    for (const group of groupTransactions(listWaitingOfDevice(file, id))) {
      if (taken.length > 0 && taken.length + group.length > batchMax) break;
      taken.push(...group);
    }
    const sent = taken.map((change) => ({ ...change, schemaVersion: file.schemaVersion.get() }));
    return sent.length === 0 ? [] : [{ kind: 'push', changes: sent, after: { [id]: file.pushed.get(id) ?? 0 }, fence }];
  }

  /** Everything under the old names is answered: from here on the file is what the server has, and what waits. */
  function endRewound(): void {
    disk.transact(() => {
      fetchAnew();
      file.isRewound.set(false);
    });
  }

  function greeted(answer: Extract<Answer, { kind: 'greeted' }>): void {
    ({ fence } = answer);
    const { lastNumbers, serverMs } = answer;
    aheadMs = clockMs() - answer.serverMs > skewMaxMs ? clockMs() - answer.serverMs : 0;
    mayPush = isSchemaTaken({ device: file.schemaVersion.get(), server: answer.schemaVersion });
    const known = file.cursor.get();
    disk.transact(() => {
      const isOther = known !== null && (known.epoch !== answer.head.epoch || known.seq > answer.head.seq);
      for (const [id, number] of file.pushed.entries()) {
        const last = lastNumbers[id] ?? 0;
        if (last < number && mutant !== 'no-gap') file.pushed.set(id, last);
      }
      restamp(listToRestamp(listWaiting(file), { serverMs, lastNumbers }), serverMs);
      if (isOther) fetchAnew();
      if (known === null || isOther) file.cursor.set(answer.head);
    });
    compareReach(answer.reach);
  }

  function receiveTold(change: ToldChange): void {
    const entity = entities().get(change.entity);
    if (entity === undefined) return receiveClock(change.stamp);
    const stored = file.records.get(recordKey(change.entity, change.recordId))?.stored;
    const hasOwnChanges = (): boolean =>
      [...file.changes.values()].some((own) => own.entity === change.entity && own.recordId === change.recordId);
    const received = receiveChange({ entity, stored, isOwnDevice, hasOwnChanges }, change);
    if (received.kind === 'unreadable') {
      // It builds on what the snapshot has not brought yet; its page will hold it.
      if (stored !== undefined && isAwaited(entity, stored)) return;
      throw new SimFault(`A change cannot be read: ${received.problems.join()}`);
    }
    receiveClock(received.stamp);
    if (received.kind === 'to-fetch') {
      const part = { scope: received.scope, entity: entity.name };
      fetchPart(part);
    }
    if (received.kind !== 'merged') return;
    put(entity, received.stored);
    for (const { mine } of received.overwritten) noteSuperseded(mine.stamp);
  }

  function isAwaited(entity: AnyEntity, { record }: StoredRecord): boolean {
    const held = file.held.get(partKey({ scope: scopeOfRecord(entity, record), entity: entity.name }));
    return held?.isWhole === false && (held.afterId === null || held.afterId < record.id);
  }

  function noteSuperseded(stamp: string): void {
    for (const change of file.changes.values())
      if (change.stamp === stamp) file.problems.set(changeKey(change), { kind: 'superseded', change });
  }

  function changes(answer: Extract<Answer, { kind: 'changes' }>): void {
    const apply = (): void => answer.changes.forEach(receiveTold);
    const advance = (): void => file.cursor.set(answer.cursor);
    if (mutant === 'cursor-before-apply') {
      disk.transact(advance);
      disk.transact(apply);
    } else {
      disk.transact(() => {
        apply();
        advance();
      });
    }
    hasMore = !answer.isEnd;
    compareReach(answer.reach);
  }

  /** One page says all that there is between two ids. */
  function page(
    { records, isEnd, epoch }: Extract<Answer, { kind: 'page' }>,
    { part, afterId }: Extract<Question, { kind: 'snapshot' }>,
  ): void {
    const entity = entities().get(part.entity);
    const key = partKey(part);
    if (epoch !== file.cursor.get()?.epoch && mutant !== 'any-epoch') return restart();
    if (entity === undefined || file.held.get(key)?.isWhole !== false) return;
    const lastId = records.at(-1)?.id ?? afterId;
    disk.transact(() => {
      const waiting = listWaiting(file);
      const sentIds = new Set(records.map(({ id }) => id));
      for (const sent of records) replace(entity, sent, waiting);
      if (mutant !== 'snapshot-merged-only') {
        for (const [recordsKey, { entity: name, stored }] of file.records.entries()) {
          const { id } = stored.record;
          const isInPage = (afterId === null || id > afterId) && (isEnd || (lastId !== null && id <= lastId));
          if (name !== part.entity || !isInPage || sentIds.has(id)) continue;
          if (!isSameScope(scopeOfRecord(entity, stored.record), part.scope)) continue;
          const played = playAgain(
            entity,
            undefined,
            waiting.filter((one) => one.entity === name && one.recordId === id),
          );
          if (played.stored === undefined) file.records.delete(recordsKey);
          else put(entity, played.stored);
        }
      }
      const held: Held = { part, afterId: lastId, isWhole: isEnd };
      file.held.set(key, held);
    });
  }

  function replace(entity: AnyEntity, sent: SentRecord, waiting: readonly SentChange[]): void {
    const own = waiting.filter((change) => change.entity === entity.name && change.recordId === sent.id);
    const stored = file.records.get(recordKey(entity.name, sent.id))?.stored;
    const hasWaiting = (field: string): boolean => own.some(({ patch }) => Object.hasOwn(patch, field));
    const received = receiveRecord({ entity, stored, isOwnDevice, hasWaiting }, sent);
    const read = sentToStored(entity, sent);
    if (!read.ok || received.kind !== 'merged') throw new SimFault(`A record cannot be read: ${JSON.stringify(read)}`);
    receiveClock(latestStamp(sent), true);
    for (const { mine } of received.overwritten) noteSuperseded(mine.stamp);
    if (mutant === 'snapshot-merged-only') return put(entity, received.stored);
    const played = playAgain(entity, read.value, own);
    put(entity, played.stored ?? read.value);
    for (const change of played.rewritten) file.changes.set(changeKey(change), change);
  }

  function pushed(answer: Extract<Answer, { kind: 'pushed' }>, batch: readonly SentChange[]): void {
    const batchKeys = new Set(batch.map(changeKey));
    disk.transact(() => {
      const settlement = settleOutcomes(
        {
          entityByName: entities(),
          findStored: (entity, id) => file.records.get(recordKey(entity.name, id))?.stored,
          listWaiting: (entity, id) =>
            listWaiting(file).filter(
              (one) => one.entity === entity.name && one.recordId === id && !batchKeys.has(changeKey(one)),
            ),
        },
        batch,
        answer.outcomes,
      );
      for (const [id, number] of settlement.pushed) file.pushed.set(id, number);
      if (mutant !== 'no-rollback-on-refusal') {
        for (const { entity, id, stored } of settlement.records) {
          if (stored === undefined) file.records.delete(recordKey(entity.name, id));
          else put(entity, stored);
        }
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
      } else receiveClock(settlement.stamp);
      settlement.toFetch.forEach(fetchPart);
      if (settlement.next === 'greet') reach = undefined;
      if (mutant === 'cursor-on-ack') file.cursor.set(answer.head);
    });
    aheadMs = clockMs() - answer.serverMs > skewMaxMs ? clockMs() - answer.serverMs : 0;
  }

  function restamp(waiting: readonly SentChange[], serverMs: number): void {
    if (waiting.length === 0) return;
    const restamped = restampChanges(
      {
        entityByName: entities(),
        findStored: (entity, id) => file.records.get(recordKey(entity.name, id))?.stored,
        settledStamp: heardStamp(waiting),
        serverMs,
      },
      waiting,
    );
    for (const change of restamped.changes) file.changes.set(changeKey(change), change);
    if (mutant !== 'records-not-restamped') for (const { entity, stored } of restamped.records) put(entity, stored);
    restamped.toFetch.forEach(fetchPart);
    file.lastStamp.set(restamped.lastStamp ?? file.settledStamp.get());
  }

  /** What the server has heard and not answered, so that this device could read it, counts too. */
  function heardStamp(unheard: readonly SentChange[]): Stamp | null {
    const keys = new Set(unheard.map(changeKey));
    const heard = listWaiting(file).filter((change) => !keys.has(changeKey(change)));
    return heard.reduce<Stamp | null>((last, { stamp }) => receiveStamp(last, stamp), file.settledStamp.get());
  }

  function receive(answeredId: number, answer: Answer): boolean {
    const question = asked;
    if (question === undefined || (answeredId !== questionId && mutant !== 'late-answers-taken')) return false;
    asked = undefined;
    if (answer.kind === 'greeted' && question.kind === 'greet') greeted(answer);
    else if (answer.kind === 'changes' && question.kind === 'pull') changes(answer);
    else if (answer.kind === 'pushed' && question.kind === 'push') pushed(answer, question.changes);
    else if (answer.kind === 'page' && question.kind === 'snapshot') page(answer, question);
    else if (answer.kind === 'not-reached') hasMore = true;
    else if (answer.kind === 'resync') startAnew();
    return true;
  }

  function startAnew(): void {
    disk.transact(() => {
      fetchAnew();
      file.cursor.set(null);
    });
    reach = undefined;
  }

  return {
    userId,
    file,
    entities,
    nowMs: () => clockMs() - aheadMs,
    setSkew: (ms) => void (skewMs = ms),
    ask: (choose) => {
      if (asked !== undefined) return undefined;
      const possible = possibleQuestions();
      if (possible.length === 0 && file.isRewound.get() && mayPush) endRewound();
      asked = possible[choose(possible.length)];
      if (asked === undefined) return undefined;
      questionId += 1;
      return { id: questionId, question: asked };
    },
    receive,
    giveUp: () => {
      if (asked === undefined) return;
      const wasPush = asked.kind === 'push';
      asked = undefined;
      if (mutant !== 'late-answers-taken') questionId += 1;
      hasMore = true;
      // It can still arrive; from the greeting on it is too late for it.
      if (wasPush) reach = undefined;
    },
    announce: () => void (hasMore = true),
    restart,
    upgrade: (version) => {
      disk.transact(() => {
        file.schemaVersion.set(version);
        // What it did not know of its records, the server tells.
        fetchAnew();
      });
      restart();
    },
    putBack: (copy, newDeviceId) => {
      disk.putBack(copy);
      disk.transact(() => {
        file.deviceId.set(newDeviceId);
        file.counted.set(newDeviceId, 0);
        file.pushed.set(newDeviceId, 0);
        file.isRewound.set(mutant !== 'restored-file-goes-on');
      });
      restart();
    },
    isInStep: (head) =>
      reach !== undefined &&
      !hasMore &&
      possibleQuestions().length === 0 &&
      !file.isRewound.get() &&
      file.cursor.get()?.epoch === head.epoch &&
      file.cursor.get()?.seq === head.seq,
  };
}
