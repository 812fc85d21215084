/*
 * Files that are being brought in: each is kept in memory from its first piece until it is done with, or nobody has asked about it
 * for a while. What was planned is done as it was planned, or not at all.
 */
import { createId } from '#shared/base/id.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { importBytesMax } from '#shared/matrix/exchange/exchange-api.ts';
import type { ExchangeFailure, ImportReport } from '#shared/matrix/exchange/exchange-api.ts';
import type { ProjectHead } from '#shared/matrix/exchange/project-file.ts';
import { emptyTables } from '#shared/matrix/project-model.ts';
import { noExceptions, usualProjectSettings } from '#shared/matrix/project-settings.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { ThreadEnded } from '../functions/start-thread.ts';
import type { RecordGate } from '../records/record-handlers.ts';
import { writtenBy } from '../rpc/handlers.ts';
import { refuseOthersWords } from './comment-authors.ts';
import { editModel } from './edit-model.ts';
import type { Planned } from './exchange-messages.ts';
import { endedBecause } from './exchange-threads.ts';
import type { ExchangeThreads } from './exchange-threads.ts';
import { reportOf } from './import-report.ts';
import { openProject } from './open-project.ts';
import type { ProjectDeps } from './open-project.ts';
import { attemptEdit } from './project-handlers.ts';
import { readTables } from './read-tables.ts';
import { writeHead } from './write-content.ts';

export type ImportDeps = ProjectDeps & { readonly threads: ExchangeThreads; readonly gate: RecordGate };
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
  readonly sizeBytes: number;
  readonly pieces: Uint8Array[];
  receivedBytes: number;
  askedAt: number;
  /** Counts the changes of the project since the file came, so that a plan of before one is not taken for one of after it. */
  changeCount: number;
  /** Ends the planning that is under way: of two at once only the later is wanted. */
  planning: AbortController | undefined;
  /** What would be done, until the project changes. */
  planned: { readonly planned: Planned; readonly projectId: string; readonly head: ProjectHead | null } | undefined;
};

export type Imports = {
  readonly open: (
    actor: Actor,
    given: Target & { readonly fileName: string; readonly sizeBytes: number },
  ) => Result<string, Failure>;
  readonly send: (actor: Actor, importId: string, piece: Uint8Array) => Result<number, Failure>;
  readonly plan: (actor: Actor, importId: string, signal: AbortSignal) => Promise<Result<ImportReport, Failure>>;
  readonly apply: (actor: Actor, importId: string) => Result<Applied, Failure>;
  readonly drop: (actor: Actor, importId: string) => void;
  readonly close: () => void;
};
export type Applied = { readonly projectId: string; readonly created: number; readonly changed: number };

export function createImports(deps: ImportDeps): Imports {
  const { store, clock, random, threads, gate } = deps;
  const imports = new Map<string, Import>();
  const closing = new AbortController();
  const newId = () => createId(clock.nowMs(), random);

  // A plan is of a project as it was; whatever is written to it since may have changed what would be done.
  const stopWatching = store.onCommit(({ touched }) => {
    const changed = new Set(touched.map(({ before, after }) => (after ?? before)?.['projectId']));
    for (const one of imports.values()) {
      if (!changed.has(one.projectId ?? undefined)) continue;
      one.planned = undefined;
      one.changeCount += 1;
    }
  });

  function find(actor: Actor, importId: string): Result<Import, Failure> {
    for (const [id, one] of imports) if (clock.nowMs() - one.askedAt > keptMs) imports.delete(id);
    const found = imports.get(importId);
    if (found?.actor.userId !== actor.userId) return fail({ kind: 'import-gone' });
    found.askedAt = clock.nowMs();
    return ok(found);
  }

  return {
    open(actor, given) {
      for (const [id, one] of imports) if (clock.nowMs() - one.askedAt > keptMs) imports.delete(id);
      if (imports.size >= importsMax) return fail({ kind: 'imports-full', countMax: importsMax });
      if (given.sizeBytes > importBytesMax)
        return fail({ kind: 'import-too-large', sizeBytes: given.sizeBytes, sizeBytesMax: importBytesMax });
      const id = newId();
      const state = { receivedBytes: 0, changeCount: 0, planning: undefined, planned: undefined };
      imports.set(id, { ...given, id, actor, pieces: [], askedAt: clock.nowMs(), ...state });
      return ok(id);
    },

    send(actor, importId, piece) {
      const found = find(actor, importId);
      if (!found.ok) return found;
      const one = found.value;
      if (one.receivedBytes + piece.length > one.sizeBytes)
        return fail({ kind: 'import-unreadable', fileName: one.fileName, reason: 'it is larger than was said' });
      one.pieces.push(piece);
      one.receivedBytes += piece.length;
      return ok(one.receivedBytes);
    },

    async plan(actor, importId, signal) {
      const found = find(actor, importId);
      if (!found.ok) return found;
      const one = found.value;
      if (one.receivedBytes !== one.sizeBytes)
        return fail({ kind: 'import-unreadable', fileName: one.fileName, reason: 'a part of it has not arrived' });
      const projectId = one.projectId ?? newId();
      const tables = one.projectId === null ? emptyTables : readTables(store, gate, actor, projectId);
      const users = store.list(userEntity, { where: { tenantId: actor.tenantId } });
      const opened = one.projectId === null ? undefined : openProject(store, actor, projectId);
      if (opened?.ok === false) return opened;
      one.planned = undefined;
      one.planning?.abort();
      const planning = new AbortController();
      one.planning = planning;
      const { changeCount } = one;
      const bytes = new Uint8Array(Buffer.concat(one.pieces));
      const wanted = {
        bytes,
        tables,
        projectId,
        userId: actor.userId,
        userNames: new Map(users.map(({ id, name }) => [id, name])),
        keepsAuthors: opened === undefined || opened.value.access.role === 'owner',
      };
      try {
        const planned = await threads.plan(wanted, AbortSignal.any([signal, planning.signal, closing.signal]));
        const head = one.projectId === null ? headOf(planned, one.fileName) : null;
        if (one.changeCount === changeCount) one.planned = { planned, projectId, head };
        return ok(reportOf({ planned, fileName: one.fileName, newProjectName: head?.name ?? null }));
      } catch (error) {
        if (!(error instanceof ThreadEnded)) throw error;
        return fail({ kind: 'import-unreadable', fileName: one.fileName, reason: endedBecause(error) });
      }
    },

    apply(actor, importId) {
      const found = find(actor, importId);
      if (!found.ok) return found;
      const { planned: last, fileName, workspaceId } = found.value;
      if (last === undefined) return fail({ kind: 'import-outdated' });
      const { plan } = last.planned;
      const refusal = plan.problems.find(({ isFatal }) => isFatal);
      if (refusal !== undefined) return fail({ kind: 'import-refused', sentence: refusal.sentence });
      const opened = last.head === null ? openProject(store, actor, last.projectId) : undefined;
      if (opened?.ok === false) return opened;
      const done = attemptEdit(() =>
        store.write({ ...writtenBy(actor), label: `Import ${fileName}`.slice(0, 200) }, (tx) => {
          const place = { actor, workspaceId, projectId: last.projectId };
          const project =
            opened?.value.project ??
            writeHead(clock, tx, { ...place, head: last.head ?? headOf(last.planned, fileName) });
          const access = opened?.value.access ?? ({ role: 'owner', permissions: noExceptions } as const);
          const scope = { actor, project, access };
          // An owner brings back what was exported, authors and all; changing another's words nobody may.
          const keepsAuthors = access.role === 'owner';
          refuseOthersWords(tx, scope, keepsAuthors ? plan.edits.filter(({ kind }) => kind !== 'create') : plan.edits);
          editModel(tx, scope, plan.edits);
        }),
      );
      if (!done.ok) return done;
      imports.delete(importId);
      return ok({ projectId: last.projectId, created: plan.created.length, changed: plan.changed.length });
    },

    drop(actor, importId) {
      if (find(actor, importId).ok) imports.delete(importId);
    },

    close() {
      closing.abort();
      stopWatching();
      imports.clear();
    },
  };
}

/** A file that is no project of its own makes one of its name. */
function headOf({ project }: Planned, fileName: string): ProjectHead {
  const name = fileName
    .replace(/\.[^.]*$/u, '')
    .trim()
    .slice(0, 255);
  return (
    project ?? {
      name: name === '' ? 'Imported' : name,
      description: '',
      status: 'active',
      settings: usualProjectSettings,
    }
  );
}
