// A device of a simulation: it asks one thing at a time, and does with the answers what the real one does.
import type { AnyEntity } from '../../schema/entity.ts';
import { findReachChanges, isReached } from '../find-reach-changes.ts';
import type { ScopePart } from '../find-reach-changes.ts';
import { groupTransactions } from '../group-transactions.ts';
import { listToRestamp } from '../restamp-changes.ts';
import { isSchemaTaken } from '../schema-versions.ts';
import { skewMaxMs } from '../sync-protocol.ts';
import type { Cursor, News, ReachedScope, SentChange } from '../sync-protocol.ts';
import { createToldNews } from '../told-news.ts';
import { takeChanges, takeOutcomes, takePage } from './sim-answers.harness.ts';
import { createDeviceFile, listWaiting, listWaitingOfDevice, partKey } from './sim-device-file.harness.ts';
import type { DeviceFile } from './sim-device-file.harness.ts';
import type { SimCopy } from './sim-disk.harness.ts';
import { createSimHolding } from './sim-holding.harness.ts';
import type { Answer, Question } from './sim-door.harness.ts';
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
  /** What the server tells unasked. */
  readonly hear: (news: News) => void;
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
  const holding = createSimHolding(file, mutant);
  const { entities, fetchAnew } = holding;
  const told = createToldNews({
    cursor: () => file.cursor.get() ?? undefined,
    deviceId: () => file.deviceId.get(),
    isReached: (part) => mutant === 'late-news-taken' || (reach !== undefined && isReached(reach, part)),
  });
  let skewMs = 0;
  let questionId = 0;
  let [aheadMs, mayPush, hasMore] = [0, true, true];
  let reach: readonly ReachedScope[] | undefined;
  let fence = '';
  let asked: Question | undefined;

  const clockMs = (): number => trueMs() + skewMs;

  function restart(): void {
    [asked, reach, hasMore, aheadMs] = [undefined, undefined, true, 0];
    questionId += 1;
  }

  /** Compares what is held with what is reached: what is new is noted as begun, what is gone is purged at once. */
  function compareReach(reached: readonly ReachedScope[]): void {
    reach = reached;
    const held = [...file.held.values()].map(({ part }) => part);
    const { toFetch, toPurge } = findReachChanges(held, reached, (name) => entities().has(name));
    if (mutant !== 'no-purge') [...toPurge, ...listStrays(reached)].forEach(holding.purge);
    if (toFetch.length === 0) return;
    disk.transact(() => {
      for (const part of toFetch) file.held.set(partKey(part), { part, afterId: null, isWhole: false });
    });
  }

  /** What lies in a project that was begun here and never held: it was not reached any more when the server should have named it. */
  function listStrays(reached: readonly ReachedScope[]): readonly ScopePart[] {
    const known = new Set([...reached, ...[...file.held.values()].map(({ part }) => part.scope)].map(({ id }) => id));
    const waiting = new Set(listWaiting(file).map(({ recordId }) => recordId));
    const strays = [...file.records.values()].filter(
      ({ entity, stored: { record } }) => entity === 'project' && !known.has(record.id) && !waiting.has(record.id),
    );
    return strays.flatMap(({ stored: { record } }) =>
      ['project', 'object'].map((entity) => ({ scope: { kind: 'project' as const, id: record.id }, entity })),
    );
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

  function takeNews(): void {
    if (reach === undefined || file.cursor.get() === null || file.isRewound.get()) return;
    for (let news = told.next(); news !== undefined; news = told.next()) {
      if (news === 'missed') hasMore = true;
      else takeChanges(holding, { changes: news.changes, cursor: { epoch: news.epoch, seq: news.seq } });
    }
  }

  function hear(news: News): void {
    const { epoch, seq: from } = file.cursor.get() ?? { epoch: '', seq: 0 };
    if (mutant === 'news-anywhere') told.keep({ ...news, epoch, from });
    else told.keep(mutant === 'own-news-taken' ? { ...news, leftOut: [] } : news);
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
    aheadMs = aheadOf(serverMs);
    mayPush = isSchemaTaken({ device: file.schemaVersion.get(), server: answer.schemaVersion });
    const known = file.cursor.get();
    disk.transact(() => {
      const isOther = known !== null && (known.epoch !== answer.head.epoch || known.seq > answer.head.seq);
      for (const [id, number] of file.pushed.entries()) {
        const last = lastNumbers[id] ?? 0;
        if (last < number && mutant !== 'no-gap') file.pushed.set(id, last);
      }
      holding.restamp(listToRestamp(listWaiting(file), { serverMs, lastNumbers }), serverMs);
      if (isOther) fetchAnew();
      if (known === null || isOther) file.cursor.set(answer.head);
    });
    compareReach(answer.reach);
  }

  function aheadOf(serverMs: number): number {
    const ms = clockMs() - serverMs;
    return ms > skewMaxMs ? ms : 0;
  }

  function changed(answer: Extract<Answer, { kind: 'changes' }>): void {
    takeChanges(holding, answer);
    hasMore = !answer.isEnd;
    compareReach(answer.reach);
  }

  function pushed(answer: Extract<Answer, { kind: 'pushed' }>, batch: readonly SentChange[]): void {
    if (takeOutcomes(holding, answer, batch)) reach = undefined;
    aheadMs = aheadOf(answer.serverMs);
  }

  function paged(answer: Extract<Answer, { kind: 'page' }>, question: Extract<Question, { kind: 'snapshot' }>): void {
    if (!takePage(holding, answer, question)) restart();
  }

  function receive(answeredId: number, answer: Answer): boolean {
    const question = asked;
    if (question === undefined || (answeredId !== questionId && mutant !== 'late-answers-taken')) return false;
    asked = undefined;
    if (answer.kind === 'greeted' && question.kind === 'greet') greeted(answer);
    else if (answer.kind === 'changes' && question.kind === 'pull') changed(answer);
    else if (answer.kind === 'pushed' && question.kind === 'push') pushed(answer, question.changes);
    else if (answer.kind === 'page' && question.kind === 'snapshot') paged(answer, question);
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
      takeNews();
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
    hear,
    restart,
    upgrade: (version) => {
      disk.transact(() => {
        file.schemaVersion.set(version);
        holding.takeUpUnknown();
        // What it did not know of beyond that, the server tells.
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
