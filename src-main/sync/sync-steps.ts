/*
 * What synchronisation does next, a question to the server at a time. What it knows beyond the store is what the server said last:
 * what the person reaches, and whether there is more to pull. A restart forgets that and greets again.
 */
import { inTurns } from '#shared/base/in-turns.ts';
import type { GiveWay } from '#shared/base/in-turns.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { findReachChanges, isReached } from '#shared/sync/find-reach-changes.ts';
import type { ScopePart } from '#shared/sync/find-reach-changes.ts';
import { changeToSent } from '#shared/sync/sent-record.ts';
import { pushBytesMax, pushChangesMax, skewMaxMs, transactionChangesMax } from '#shared/sync/sync-protocol.ts';
import type { News, ReachedScope, SentChange } from '#shared/sync/sync-protocol.ts';
import { mayPushEntity, scopeOfRecord } from '#shared/sync/synced-entities.ts';
import { createToldNews } from '#shared/sync/told-news.ts';

import type { HeldPart } from '../store/sync-progress.ts';
import { failureSentence, isAway, readOnlySentence } from './failure-sentence.ts';
import { fetchAllAnew } from './fetch-part.ts';
import { listStrays } from './list-strays.ts';
import { createPartLoader, partOf } from './load-part.ts';
import { isOnDevice } from './purge-on-device.ts';
import type { PurgeOnDevice } from './purge-on-device.ts';
import { purgePart } from './purge-part.ts';
import { receiveChanges } from './receive-page.ts';
import type { ReceiveDeps } from './receive-page.ts';
import { restampWaiting } from './restamp-waiting.ts';
import { settlePush } from './settle-push.ts';
import { goOnAsAnother, knowsMore } from './taken-back.ts';
import type { StuckFailure, SyncFailure, SyncServer } from './sync-server.ts';

/** Answers in a row that were of no use: after a greeting the next one is of use. */
const vainGreetingsMax = 3;

export type StepsDeps = ReceiveDeps & {
  readonly server: SyncServer;
  readonly entityByName: ReadonlyMap<string, AnyEntity>;
  readonly purgeOnDevice: PurgeOnDevice;
  readonly giveWay: GiveWay;
};

type Done = Promise<Result<undefined, SyncFailure>>;
type Step = () => Done;

/** Nothing is sent from here, or (`stuck`) nothing more is loaded. `problem` is a sentence. */
export type Waits = { readonly activity: 'read-only' | 'stuck'; readonly problem: string };

export type SyncSteps = {
  /** Undefined when all is in step. */
  readonly next: () => Step | undefined;
  /** There is something to pull, or to take as it was told. */
  readonly announce: (news?: News) => void;
  readonly restart: () => void;
  /** What the server said of itself may not be so any more, since it has been away: it is greeted before anything else is asked. */
  readonly greetAnew: () => void;
  /** Whether the others can go on though this one has failed: what is not taken from here keeps nothing from coming. */
  readonly goesOnWithout: (step: Step, failure: SyncFailure) => boolean;
  /** The failure of a step that is left out until the next restart. */
  readonly whyLeftOut: () => SyncFailure | undefined;
  /** What is not done before the server is greeted anew, whatever it is asked, and why. */
  readonly whatWaits: () => Waits | undefined;
  /** Resolves when no question is on its way. */
  readonly close: () => Promise<void>;
};

export function createSyncSteps(deps: StepsDeps): SyncSteps {
  const { sync } = deps;
  const loader = createPartLoader(deps);
  const told = createToldNews({
    cursor: sync.cursor,
    deviceId: () => sync.ownDevice().deviceId,
    isReached: (part) => reach !== undefined && isReached(reach, part),
  });
  let reach: readonly ReachedScope[] | undefined;
  let toPurge: readonly ScopePart[] = [];
  let isGreetingDue = true;
  let readOnly: string | undefined;
  let behind: SyncFailure | undefined;
  let pushFailure: SyncFailure | undefined;
  let fence = '';
  let vainGreetings = 0;
  let [announced, pulled] = [1, 0];
  let turn = 0;

  function hasWaiting(deviceId: string): boolean {
    return sync.listWaiting(deviceId, { changesMax: 1, bytesMax: 1, transactionChangesMax: 1 }).length > 0;
  }

  async function greet(): Done {
    loader.forget();
    isGreetingDue = false;
    behind = undefined;
    const deviceIds = sync.listPushed().map(({ deviceId }) => deviceId);
    const answer = await deps.server.greet({ deviceIds, schemaVersion: deps.schemaVersion });
    if (!answer.ok) return answer;
    const { head, lastNumbers, serverMs, schemaVersion } = answer.value;
    const known = sync.cursor();
    const aheadMs = deps.clock.nowMs() - serverMs;
    sync.setClockAheadMs(aheadMs > skewMaxMs ? aheadMs : 0);
    sync.transact((tx) => {
      // What a server that was set back does not know of is sent again.
      for (const { deviceId, number } of tx.listPushed())
        tx.setPushed(deviceId, Math.min(number, lastNumbers[deviceId] ?? 0));
      restampWaiting(deps, tx, { serverMs, lastNumbers });
      if (knowsMore(lastNumbers, tx.ownDevice())) goOnAsAnother(deps, tx);
      const isOther = known !== undefined && (known.epoch !== head.epoch || known.seq > head.seq);
      if (isOther) fetchAllAnew(tx);
      if (known === undefined || isOther) tx.setCursor(head);
      tx.noteContact(deps.clock.nowMs());
    });
    ({ fence } = answer.value);
    readOnly = readOnlySentence({ device: deps.schemaVersion, server: schemaVersion });
    compareReach(answer.value.reach);
    return ok(undefined);
  }

  function noteContact(): void {
    sync.transact((tx) => tx.noteContact(deps.clock.nowMs()), 'soon');
  }

  /** Once more from the beginning; but not for ever. */
  function greetAgain(problem: string): Result<undefined, SyncFailure> {
    reach = undefined;
    vainGreetings += 1;
    if (vainGreetings <= vainGreetingsMax) return ok(undefined);
    vainGreetings = 0;
    return stuck(problem);
  }

  async function push(): Done {
    for (const { deviceId, number } of sync.listPushed()) {
      const limits = { changesMax: pushChangesMax, bytesMax: pushBytesMax, transactionChangesMax };
      const waiting = sync.listWaiting(deviceId, limits);
      const last = waiting.at(-1);
      if (last === undefined) continue;
      const batch = waiting.flatMap((change) =>
        isPushed(deps, change.entity) ? [changeToSent(change, deps.schemaVersion)] : [],
      );
      if (batch.length === 0) {
        sync.transact((tx) => tx.setPushed(deviceId, last.number));
        return ok(undefined);
      }
      loader.forget();
      // oxlint-disable-next-line no-await-in-loop -- Returns after the first device that has something.
      const answer = await deps.server.push({ changes: batch, after: { [deviceId]: number }, fence });
      if (!answer.ok) return answer;
      const { outcomes } = answer.value;
      if (outcomes.length !== batch.length) return stuck('The server has not answered every change that it was sent.');
      const { hasComeOn, isToGreet } = settlePush(deps, { batch, outcomes });
      noteContact();
      if (hasComeOn) vainGreetings = 0;
      // What was made is reached from now on, and a pull says so.
      if (batch.some((change) => beginsScope(deps, change))) announced += 1;
      if (hasComeOn && !isToGreet) return ok(undefined);
      return greetAgain('The server takes nothing of what this device sends, and does not say why.');
    }
    return ok(undefined);
  }

  async function pull(): Done {
    const cursor = sync.cursor();
    if (cursor === undefined) return await greet();
    const asked = announced;
    const answer = await deps.server.pull({ cursor, deviceId: sync.ownDevice().deviceId });
    if (!answer.ok) return answer;
    const page = answer.value;
    if (page.kind === 'resync') {
      deps.log(`Everything is fetched anew from the server: ${page.reason}.`);
      sync.transact((tx) => {
        fetchAllAnew(tx);
        tx.setCursor({ epoch: 'none', seq: 0 });
      });
      return await greet();
    }
    if (
      page.cursor.epoch !== cursor.epoch ||
      page.cursor.seq < cursor.seq ||
      (!page.isEnd && page.cursor.seq === cursor.seq)
    )
      return stuck('The server has answered with changes that lead nowhere.');
    if (page.changes.length > 0) loader.forget();
    if (page.cursor.seq > cursor.seq) await inTurns(deps.giveWay, receiveChanges(deps, page.changes, page.cursor));
    noteContact();
    if (JSON.stringify(page.reach) !== JSON.stringify(reach)) compareReach(page.reach);
    if (page.isEnd) pulled = asked;
    return ok(undefined);
  }

  /** As a pull that was answered with it. */
  async function takeNews({ epoch, seq, changes }: News): Done {
    if (changes.length > 0) loader.forget();
    await inTurns(deps.giveWay, receiveChanges(deps, changes, { epoch, seq }));
    noteContact();
    return ok(undefined);
  }

  async function load(held: HeldPart): Done {
    const loaded = await loader.load(held);
    if (!loaded.ok && loaded.failure.kind === 'server-behind') {
      // Another process of the server, or this one in a while, gives all of it.
      behind = loaded.failure;
      return ok(undefined);
    }
    if (!loaded.ok) return loaded;
    if (loaded.value === 'other-state') return greetAgain('The server sends records of another state of itself.');
    if (loaded.value === 'not-asked') return stuck('The server has sent records that nobody asked for.');
    if (loaded.value === 'unreadable') return stuck('The server has sent a record that cannot be read.');
    vainGreetings = 0;
    return ok(undefined);
  }

  /** What is reached and not held is noted as begun; what is held and not reached is to be purged. */
  function compareReach(reached: readonly ReachedScope[]): void {
    reach = reached;
    const changes = findReachChanges(sync.listHeld().map(partOf), reached, deps.entities.isKnown);
    toPurge = [...changes.toPurge, ...listStrays(deps, reached)];
    if (changes.toFetch.length === 0) return;
    sync.transact((tx) => {
      for (const { scope, entity } of changes.toFetch)
        tx.setHeld({ scopeKind: scope.kind, scopeId: scope.id, entity, afterId: null, isWhole: false });
    });
  }

  async function purge(): Done {
    const [part, ...others] = toPurge;
    if (part === undefined) return ok(undefined);
    loader.forget();
    if (!isOnDevice(part)) {
      if (!purgePart(deps, part)) return ok(undefined);
      toPurge = others;
      // What this device alone has of it may be owed from now on.
      if (reach !== undefined) compareReach(reach);
      return ok(undefined);
    }
    // Where it cannot be done yet, the next greeting comes back to it.
    toPurge = others;
    if (await deps.purgeOnDevice(part.scope))
      sync.transact((tx) => tx.forgetHeld({ scopeKind: part.scope.kind, scopeId: part.scope.id, entity: part.entity }));
    return ok(undefined);
  }

  function possibleSteps(): readonly (Step | undefined)[] {
    if (toPurge.length > 0) return [purge];
    const news = told.next();
    if (news === 'missed') announced += 1;
    else if (news !== undefined) return [async () => await takeNews(news)];
    // What was made under another id of this file comes first: what is fetched is then what the server has of it.
    const own = sync.ownDevice().deviceId;
    const hasOld = sync.listPushed().some(({ deviceId }) => deviceId !== own && hasWaiting(deviceId));
    const missing = hasOld || behind !== undefined ? undefined : sync.findUnfinished();
    return [
      readOnly === undefined && pushFailure === undefined && sync.countWaiting(1) > 0 ? push : undefined,
      announced > pulled ? pull : undefined,
      missing === undefined ? undefined : async () => await load(missing),
    ];
  }

  return {
    next: () => {
      if (isGreetingDue || reach === undefined) return greet;
      const steps = possibleSteps();
      turn += 1;
      // In turns, so that none keeps the others from theirs.
      return steps.map((_, index) => steps[(turn + index) % steps.length]).find((step) => step !== undefined);
    },
    announce: (news) => {
      if (news === undefined) announced += 1;
      else told.keep(news);
    },
    restart: () => {
      loader.forget();
      reach = undefined;
      pushFailure = undefined;
      announced += 1;
    },
    greetAnew: () => {
      isGreetingDue = true;
    },
    goesOnWithout: (step, failure) => {
      if (step !== push || isAway(failure)) return false;
      pushFailure = failure;
      return true;
    },
    whyLeftOut: () => pushFailure,
    whatWaits: () => {
      if (readOnly !== undefined) return { activity: 'read-only', problem: readOnly };
      return behind && { activity: 'stuck', problem: failureSentence(behind) };
    },
    close: loader.close,
  };
}

/** What only the server writes stays here: it says of it what it has. */
function isPushed({ entityByName }: StepsDeps, name: string): boolean {
  const entity = entityByName.get(name);
  return entity !== undefined && mayPushEntity(entity);
}

/** Whether it makes a workspace or a project: a scope that bears its id. */
function beginsScope({ entityByName }: StepsDeps, { entity: name, recordId, patch, before }: SentChange): boolean {
  const entity = entityByName.get(name);
  return before === null && entity !== undefined && scopeOfRecord(entity, { ...patch, id: recordId }).id === recordId;
}

function stuck(problem: string): Result<never, StuckFailure> {
  return fail({ kind: 'sync-stuck', problem });
}
