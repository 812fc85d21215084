/*
 * Brings bytes that records name to the server and from it. What is to be done is no list of its own: it is what the index of named
 * bytes, the blob folder and the server say together.
 *
 *     named, here, record acknowledged  ─→ look ─→ missing there, may send ─→ send
 *     named, not here, asked for        ─→ look ─→ whole there             ─→ fetch
 *
 * At most two at once, changes before every chunk. What is asked for by a person is a part that has begun (an empty one at first), so
 * that it is asked for after a restart too. What keeps one transfer from going on keeps no other; what the server keeps all from
 * lets all wait.
 */
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import type { BlobState, BlobSummary } from '#shared/blobs/blob-api.ts';

import type { Log } from '../rpc/connection.ts';
import type { BlobFolder } from '../store/blob-folder.ts';
import type { Store } from '../store/store.ts';
import { createBackOff } from '../sync/back-off.ts';
import { giveWay } from '../rpc/give-way.ts';
import { isOfServer, transferSentence } from './blob-failures.ts';
import type { TransferFailure } from './blob-failures.ts';
import type { BlobServer } from './blob-server.ts';
import { fetchBlob } from './fetch-blob.ts';
import { createKnownBlobs } from './known-blobs.ts';
import { createNamedBlobsIndex } from './named-blobs-index.ts';
import type { RecordEntity } from './named-blobs-index.ts';
import { createRetries } from './retries.ts';
import { createRunningTransfers } from './running-transfers.ts';
import type { TransferKind } from './running-transfers.ts';
import { sendBlob } from './send-blob.ts';
import { readState, readSummary } from './transfer-states.ts';
import type { Seen } from './transfer-states.ts';
import type { Transferred } from './transfer.ts';
import { whileBusy } from './while-busy.ts';
import type { BusySync } from './while-busy.ts';

export type TransfersDeps = BusySync & {
  readonly store: Store;
  readonly entities: readonly RecordEntity[];
  readonly blobs: BlobFolder;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  readonly server: BlobServer;
  readonly isConnected: () => boolean;
  /** Bytes of records that are gone altogether: what nothing else names goes too. */
  readonly removePurged: (sha256s: readonly string[]) => Promise<void>;
};

export type Transfers = {
  readonly state: (sha256: string) => BlobState;
  readonly summary: () => BlobSummary;
  /** Whether the server has said that it has all of it. */
  readonly isAtServer: (sha256: string) => boolean;
  /** Calls when what is told of any may be another. */
  readonly subscribe: (onChange: () => void) => () => void;
  readonly fetch: (sha256: string) => void;
  /** Of one that is fetched; what has come of it goes. */
  readonly cancel: (sha256: string) => void;
  readonly setFetchesAll: (fetchesAll: boolean) => void;
  /** The server may have something new. */
  readonly announce: () => void;
  /** Resolves when no transfer is under way. What was is gone on with at the next start. */
  readonly close: () => Promise<void>;
};

const atOnceMax = 2;
/** Larger ones are fetched when somebody asks for them. */
const fetchedByThemselvesMax = 1024 * 1024;
/** Of news in a burst, so often it is asked whether they are of bytes. */
const newsMs = 1_000;

export function createTransfers(deps: TransfersDeps): Transfers {
  const { store, blobs, server } = deps;
  const wanted = new Set(blobs.listParts());
  const listeners = new Set<() => void>();
  const purged = new Set<string>();
  const end = new AbortController();
  const backOff = createBackOff({ random: deps.random, ring: () => wake() });
  const retries = createRetries({ clock: deps.clock, random: deps.random, ring: () => wake() });
  let running: Promise<void> | undefined;
  let isAskedAgain = false;
  let newsTimer: NodeJS.Timeout | undefined;
  const index = createNamedBlobsIndex({
    store,
    entities: deps.entities,
    giveWay,
    onNamed: ({ sha256, names }) => {
      // A record that has come may be one by which it can be sent or fetched, where the ones before could not.
      const isOwn = !names.some(known.isAcknowledged);
      known.set(sha256, { isHere: blobs.has(sha256), isOwn, server: { kind: 'unasked' } });
      changed();
      wake();
    },
    onUnnamed: (sha256, { isPurged }) => {
      known.delete(sha256);
      drop(sha256);
      if (isPurged) purged.add(sha256);
      changed();
      wake();
    },
  });

  const known = createKnownBlobs({
    store,
    server,
    listNamed: index.list,
    mayAsk: () => mayRun() && !deps.isSyncBusy(),
    onAnswer: () => {
      backOff.reset();
      changed();
    },
    signal: end.signal,
  });
  const transfers = createRunningTransfers({
    server,
    blobs,
    signal: end.signal,
    mayGoOn: async (signal) => {
      await whileBusy(deps, signal);
      return !signal.aborted && mayRun();
    },
    onChange: changed,
    onFault: noteFault,
    onEnd: (sha256, { kind, done, isGivenUp }) => {
      if (isGivenUp) blobs.dropPart(sha256);
      else settle(sha256, kind, done);
      changed();
      wake();
    },
  });

  function changed(): void {
    for (const listener of listeners) listener();
  }

  /** Nobody wants it any more. One that is under way lets go of its part itself. */
  function drop(sha256: string): void {
    retries.forget(sha256);
    wanted.delete(sha256);
    if (transfers.get(sha256) === undefined) blobs.dropPart(sha256);
    else transfers.giveUp(sha256);
  }

  function mayRun(): boolean {
    return !end.signal.aborted && !store.sync.isPaused() && deps.isConnected() && !backOff.isWaiting();
  }

  function wake(): void {
    if (end.signal.aborted) return;
    isAskedAgain = true;
    running ??= runWhileAsked()
      .catch((error: unknown) => {
        noteFault(error);
        backOff.wait();
      })
      .finally(() => {
        running = undefined;
        // Asked for between the last look and now.
        if (isAskedAgain) wake();
      });
  }

  async function runWhileAsked(): Promise<void> {
    await hasRead;
    while (isAskedAgain && !end.signal.aborted) {
      isAskedAgain = false;
      // oxlint-disable-next-line no-await-in-loop -- What was asked for meanwhile comes after.
      await giveWay();
      // oxlint-disable-next-line no-await-in-loop -- The same.
      await removePurged();
      // oxlint-disable-next-line no-await-in-loop -- The same.
      const failure = await known.look();
      if (failure !== undefined) meetServer(failure);
      begin();
    }
  }

  async function removePurged(): Promise<void> {
    const gone = [...purged].filter((sha256) => index.get(sha256) === undefined);
    purged.clear();
    if (gone.length > 0) await deps.removePurged(gone);
  }

  function begin(): void {
    for (const { sha256, sizeBytes } of index.list()) {
      if (transfers.count() >= atOnceMax || !mayRun()) return;
      const one = known.get(sha256);
      if (one === undefined || transfers.get(sha256) !== undefined || retries.isWaiting(sha256)) continue;
      const { isHere, server: there } = one;
      if (isHere && there.kind === 'missing' && there.maySend) {
        transfers.start(sha256, 'send', async (transfer) => await sendBlob(transfer, there));
      } else if (!isHere && there.kind === 'whole' && isToFetch(sha256, sizeBytes ?? there.sizeBytes)) {
        transfers.start(sha256, 'fetch', async (transfer) => await fetchBlob(transfer, there));
      }
    }
  }

  function isToFetch(sha256: string, sizeBytes: number | null): boolean {
    return wanted.has(sha256) || store.sync.fetchesAll() || (sizeBytes ?? Infinity) <= fetchedByThemselvesMax;
  }

  function settle(sha256: string, kind: TransferKind, done: Transferred): void {
    const before = known.get(sha256);
    if (before === undefined || end.signal.aborted) return;
    // But for what has just come from it, the server is asked anew what it has, whatever has happened.
    const isFetched = kind === 'fetch' && done.ok;
    const there = isFetched ? before.server : { kind: 'unasked' as const };
    known.set(sha256, { isHere: blobs.has(sha256), isOwn: before.isOwn && !done.ok, server: there });
    if (done.ok) {
      retries.forget(sha256);
      if (kind === 'fetch') wanted.delete(sha256);
    } else if (isOfServer(done.failure)) meetServer(done.failure);
    // What was given up (it is paused, or cut off) is gone on with.
    else if (done.failure.kind !== 'given-up') retries.note(sha256, transferSentence(done.failure));
  }

  function meetServer(failure: TransferFailure): void {
    backOff.wait(failure.kind === 'too-many-requests' ? failure.retryAfterSeconds * 1000 : undefined);
    changed();
  }

  /** Whatever befalls files, the work on this device goes on. */
  function noteFault(error: unknown): void {
    deps.log(
      `The transfer of files has met a fault of its own: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }

  function announce(): void {
    newsTimer ??= setTimeout(() => {
      newsTimer = undefined;
      known.forgetAnswers(({ server: { kind } }) => kind === 'missing' || kind === 'unknown');
      wake();
    }, newsMs).unref();
  }

  function seen(sha256: string): Seen {
    return {
      named: index.get(sha256),
      known: known.get(sha256),
      active: transfers.get(sha256),
      problem: retries.problem(sha256),
      isToFetch,
    };
  }

  const hasRead = index.read().then(() => {
    for (const sha256 of wanted) if (index.get(sha256) === undefined) drop(sha256);
  });
  const stopFollowing = deps.onSyncChange(() => {
    if (!deps.isSyncBusy()) wake();
  });
  wake();
  return {
    state: (sha256) => readState(sha256, { ...seen(sha256), isHere: blobs.has(sha256) }),
    isAtServer: (sha256) => known.get(sha256)?.server.kind === 'whole',
    summary: () =>
      readSummary(
        index.list().map((named) => ({ ...seen(named.sha256), named })),
        {
          fetchesAll: store.sync.fetchesAll(),
          titleOf: ({ entity, recordId }) => {
            const name = store.findWithDeleted(entity, recordId)?.['name'];
            return typeof name === 'string' ? name : 'A file';
          },
        },
      ),
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    fetch: (sha256) => {
      if (index.get(sha256) === undefined || blobs.has(sha256)) return;
      retries.forget(sha256);
      wanted.add(sha256);
      blobs.beginPart(sha256);
      known.forgetAnswers((one) => !one.isHere && one.server.kind !== 'whole');
      changed();
      wake();
    },
    cancel: (sha256) => {
      if (transfers.get(sha256)?.kind !== 'send') drop(sha256);
      changed();
    },
    setFetchesAll: (fetchesAll) => {
      store.sync.transact((tx) => tx.setFetchesAll(fetchesAll));
      changed();
      wake();
    },
    announce,
    close: async () => {
      end.abort();
      stopFollowing();
      index.close();
      clearTimeout(newsTimer);
      backOff.reset();
      retries.close();
      await running;
      await transfers.allEnded();
    },
  };
}
