/*
 * Files that are being brought in: each is kept in memory from its first piece until it is done with, or nobody has asked about it
 * for a while. What was planned is done as it was planned, or not at all.
 */
import { createId } from '#shared/base/id.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { importBytesMax } from '#shared/matrix/exchange/exchange-api.ts';
import type { ExchangeFailure, ImportProgress, ImportReport } from '#shared/matrix/exchange/exchange-api.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { ThreadEnded } from '../functions/start-thread.ts';
import type { RecordGate } from '../records/record-handlers.ts';
import { watchLatest } from '../rpc/watch-latest.ts';
import type { Planned } from './exchange-messages.ts';
import { endedBecause } from './exchange-threads.ts';
import type { ExchangeThreads } from './exchange-threads.ts';
import { openProject } from './open-project.ts';
import { readInPieces } from './read-tables.ts';
import { writeImport } from './write-import.ts';
import type { Applied, WriteImportDeps } from './write-import.ts';

export type ImportDeps = WriteImportDeps & { readonly threads: ExchangeThreads; readonly gate: RecordGate };
type Failure = ExchangeFailure | CommonFailure;

/** Files at once; each may take a hundred megabytes. */
const importsMax = 8;
/** How long one is kept that nobody asks about: long enough to read a report and ask somebody. */
const keptMs = 30 * 60_000;

type Target = { readonly workspaceId: string; readonly projectId: string | null };
type Import = Target & {
  readonly id: string;
  readonly actor: Actor;
  readonly fileName: string;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  readonly listeners: Set<() => void>;
  receivedBytes: number;
  askedAt: number;
  /** Counts the changes of the project since the file came, so that a plan of before one is not taken for one of after it. */
  changeCount: number;
  /** Ends the planning that is under way: of two at once only the later is wanted. */
  planning: AbortController | undefined;
  /** What would be done, until the project changes. */
  planned: (Planned & { readonly projectId: string }) | undefined;
  writing: Writing | undefined;
  progress: ImportProgress;
};
type Writing = { readonly abort: AbortController; readonly done: Promise<Result<Applied, Failure>> };

export type Imports = {
  readonly open: (
    actor: Actor,
    given: Target & { readonly fileName: string; readonly sizeBytes: number },
  ) => Result<string, Failure>;
  readonly send: (actor: Actor, importId: string, piece: Uint8Array) => Result<number, Failure>;
  readonly plan: (actor: Actor, importId: string, signal: AbortSignal) => Promise<Result<ImportReport, Failure>>;
  readonly apply: (actor: Actor, importId: string) => Promise<Result<Applied, Failure>>;
  readonly watch: (
    actor: Actor,
    importId: string,
    signal: AbortSignal,
  ) => Result<AsyncGenerator<ImportProgress, void, void>, Failure>;
  /** Resolves when nothing is written any more and what was has been taken back. */
  readonly cancel: (actor: Actor, importId: string) => Promise<void>;
  readonly drop: (actor: Actor, importId: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

export function createImports(deps: ImportDeps): Imports {
  const { store, clock, random, threads, gate } = deps;
  const imports = new Map<string, Import>();
  const closing = new AbortController();
  const newId = () => createId(clock.nowMs(), random);
  let ownWriter: Import | undefined; // Whose writes are being announced just now.

  // A plan is of a project as it was; whatever is written to it since may have changed what would be done.
  const stopWatching = store.onCommit(({ touched }) => {
    const changed = new Set(touched.map(({ before, after }) => (after ?? before)?.['projectId']));
    for (const one of imports.values()) {
      if (one === ownWriter || !changed.has(one.projectId ?? undefined)) continue;
      one.planned = undefined;
      one.changeCount += 1;
    }
  });

  function forgetOld(): void {
    for (const [id, one] of imports)
      if (one.writing === undefined && clock.nowMs() - one.askedAt > keptMs) imports.delete(id);
  }

  function find(actor: Actor, importId: string): Result<Import, Failure> {
    forgetOld();
    const found = imports.get(importId);
    if (found?.actor.userId !== actor.userId) return fail({ kind: 'import-gone' });
    found.askedAt = clock.nowMs();
    return ok(found);
  }

  async function plan(one: Import, signal: AbortSignal): Promise<Result<ImportReport, Failure>> {
    const { actor, fileName, bytes, changeCount } = one;
    const projectId = one.projectId ?? newId();
    const opened = one.projectId === null ? undefined : openProject(store, actor, projectId);
    if (opened?.ok === false) return opened;
    const users = store.list(userEntity, { where: { tenantId: actor.tenantId } });
    const wanted = {
      bytes: bytes.buffer,
      fileName,
      projectId,
      isNew: one.projectId === null,
      userId: actor.userId,
      userNames: new Map(users.map(({ id, name }) => [id, name])),
      keepsAuthors: opened === undefined || opened.value.access.role === 'owner',
    };
    const records = one.projectId === null ? [] : readInPieces(store, gate, actor, projectId);
    try {
      const planned = await threads.plan(wanted, records, signal);
      if (one.changeCount === changeCount) one.planned = { ...planned, projectId };
      return ok(planned.report);
    } catch (error) {
      if (!(error instanceof ThreadEnded)) throw error;
      return fail({ kind: 'import-unreadable', fileName, reason: endedBecause(error) });
    }
  }

  async function write(one: Import, signal: AbortSignal): Promise<Result<Applied, Failure>> {
    const { planned, actor, fileName, workspaceId, changeCount } = one;
    if (planned === undefined) return fail({ kind: 'import-outdated' });
    const refusal = planned.report.isRefused ? planned.report.problems.list[0] : undefined;
    if (refusal !== undefined) return fail({ kind: 'import-refused', sentence: refusal.sentence });
    return await writeImport(
      deps,
      { ...planned, actor, fileName, workspaceId },
      {
        signal,
        isOutdated: () => one.changeCount !== changeCount,
        onProgress: (progress) => tell(one, progress),
        asOwn: (work) => {
          ownWriter = one;
          try {
            return work();
          } finally {
            ownWriter = undefined;
          }
        },
      },
    );
  }

  async function cancel({ writing }: Import): Promise<void> {
    writing?.abort.abort();
    // Who asked for it is told how it ended.
    await writing?.done.catch(() => undefined);
  }

  return {
    open(actor, given) {
      forgetOld();
      const { sizeBytes, ...target } = given;
      if (imports.size >= importsMax) return fail({ kind: 'imports-full', countMax: importsMax });
      if (sizeBytes > importBytesMax)
        return fail({ kind: 'import-too-large', sizeBytes, sizeBytesMax: importBytesMax });
      const id = newId();
      const bytes = new Uint8Array(new SharedArrayBuffer(sizeBytes));
      const state = { receivedBytes: 0, changeCount: 0, planning: undefined, planned: undefined, writing: undefined };
      const made = { ...target, ...state, id, actor, bytes, askedAt: clock.nowMs() };
      imports.set(id, { ...made, listeners: new Set(), progress: notBegun });
      return ok(id);
    },

    send(actor, importId, piece) {
      const found = find(actor, importId);
      if (!found.ok) return found;
      const one = found.value;
      if (one.receivedBytes + piece.length > one.bytes.length)
        return fail({ kind: 'import-unreadable', fileName: one.fileName, reason: 'it is larger than was said' });
      one.bytes.set(piece, one.receivedBytes);
      one.receivedBytes += piece.length;
      return ok(one.receivedBytes);
    },

    async plan(actor, importId, signal) {
      const found = find(actor, importId);
      if (!found.ok) return found;
      const one = found.value;
      if (one.receivedBytes !== one.bytes.length)
        return fail({ kind: 'import-unreadable', fileName: one.fileName, reason: 'a part of it has not arrived' });
      one.planned = undefined;
      one.planning?.abort();
      one.planning = new AbortController();
      return await plan(one, AbortSignal.any([signal, one.planning.signal, closing.signal]));
    },

    async apply(actor, importId) {
      const found = find(actor, importId);
      if (!found.ok) return found;
      const one = found.value;
      // Asked for twice, it is done once.
      if (one.writing !== undefined) return await one.writing.done;
      const abort = new AbortController();
      tell(one, notBegun);
      const done = write(one, AbortSignal.any([abort.signal, closing.signal]));
      one.writing = { abort, done };
      try {
        const written = await done;
        if (written.ok) imports.delete(importId);
        return written;
      } finally {
        one.writing = undefined;
      }
    },

    watch(actor, importId, signal) {
      const found = find(actor, importId);
      if (!found.ok) return found;
      const { listeners } = found.value;
      const subscribe = (onChange: () => void) => {
        listeners.add(onChange);
        return () => void listeners.delete(onChange);
      };
      return ok(watchLatest({ read: () => found.value.progress, subscribe }, signal));
    },

    async cancel(actor, importId) {
      const found = find(actor, importId);
      if (found.ok) await cancel(found.value);
    },

    async drop(actor, importId) {
      const found = find(actor, importId);
      if (!found.ok) return;
      await cancel(found.value);
      imports.delete(importId);
    },

    async close() {
      closing.abort();
      await Promise.all([...imports.values()].map(cancel));
      stopWatching();
      imports.clear();
    },
  };
}

const notBegun: ImportProgress = { step: 'waiting', written: 0, count: 0 };

function tell(one: Import, progress: ImportProgress): void {
  one.progress = progress;
  for (const listener of one.listeners) listener();
}
