/*
 * Does what a file was planned to do: a few edits in each transaction, and between two of them whoever waits for the core has
 * their turn. It is all or nothing all the same (long-write.ts): whatever ends it before its end takes it back, and of a program that
 * was killed meanwhile the next one does.
 *
 * A new project is there when all of it is; what goes into one that is there comes into sight as it is written. Nobody else's
 * edits come between (project-turns.ts), and nothing of it is sent to a server before it is whole.
 */
import { setImmediate } from 'node:timers/promises';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ExchangeFailure, ImportProgress, ImportReport } from '#shared/matrix/exchange/exchange-api.ts';
import type { ProjectHead } from '#shared/matrix/exchange/project-file.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import { noExceptions } from '#shared/matrix/project-settings.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import { writtenBy } from '../rpc/handlers.ts';
import type { LongWrite } from '../store/long-write.ts';
import { refuseOthersWords } from './comment-authors.ts';
import { EditRefusal, editInPieces } from './edit-model.ts';
import type { EditScope } from './edit-model.ts';
import { openProject } from './open-project.ts';
import type { ProjectDeps } from './open-project.ts';
import { unpackEdits } from './packed-edits.ts';
import type { PackedEdits } from './packed-edits.ts';
import type { ProjectTurns } from './project-turns.ts';
import { writeHead } from './write-content.ts';

export type WriteImportDeps = ProjectDeps & {
  readonly turns: ProjectTurns;
  /** Resolves when nothing is being sent to a server or comes from there, with what lets it go on. */
  readonly holdSync: () => Promise<() => void>;
};

export type ImportToWrite = {
  readonly actor: Actor;
  readonly workspaceId: string;
  readonly projectId: string;
  readonly fileName: string;
  /** Of a new project; null where it goes into one that is there. */
  readonly head: ProjectHead | null;
  readonly edits: PackedEdits;
  readonly report: ImportReport;
};

export type ImportRun = {
  /** Ends it, and all of it is taken back. */
  readonly signal: AbortSignal;
  /** Whether the project is another than the one that it was planned for. */
  readonly isOutdated: () => boolean;
  readonly onProgress: (progress: ImportProgress) => void;
  /** Around everything that is written, so that one's own writing is known from others'. */
  readonly asOwn: <T>(work: () => T) => T;
};

export type Applied = { readonly projectId: string; readonly created: number; readonly changed: number };
type Failure = ExchangeFailure | CommonFailure;

/** Edits in one transaction: with all that hangs on them less than a frame. */
export const editsAtOnce = 40;

export async function writeImport(
  deps: WriteImportDeps,
  wanted: ImportToWrite,
  run: ImportRun,
): Promise<Result<Applied, Failure>> {
  const endTurn = await deps.turns.take(wanted.projectId);
  try {
    const goOn = await deps.holdSync();
    try {
      return await writeInTurn(deps, wanted, run);
    } finally {
      goOn();
    }
  } finally {
    endTurn();
  }
}

async function writeInTurn(
  deps: WriteImportDeps,
  wanted: ImportToWrite,
  run: ImportRun,
): Promise<Result<Applied, Failure>> {
  const { store } = deps;
  const { actor, fileName, report } = wanted;
  const reason = whyNot(run);
  if (reason !== undefined) return fail(reason);
  const scope = scopeOf(deps, wanted);
  if (!scope.ok) return scope;
  const write = run.asOwn(() =>
    store.beginLongWrite({ ...writtenBy(actor), label: `Import ${fileName}`.slice(0, 200) }),
  );
  const written = await attempt(async () => await writePieces(deps, { wanted, run, write, scope: scope.value }));
  if (written.ok && written.value === undefined)
    return ok({ projectId: wanted.projectId, created: report.created.count, changed: report.changed.count });
  await takeBack(write, wanted, run);
  if (!written.ok) throw written.failure;
  return fail(written.value ?? { kind: 'import-cancelled' });
}

function whyNot({ signal, isOutdated }: ImportRun): ExchangeFailure | undefined {
  if (signal.aborted) return { kind: 'import-cancelled' };
  return isOutdated() ? { kind: 'import-outdated' } : undefined;
}

/** As what it is written: a member as far as the project lets them, the owner of a new one. */
function scopeOf({ store }: WriteImportDeps, { actor, workspaceId, projectId, head }: ImportToWrite) {
  if (head === null) {
    const opened = openProject(store, actor, projectId);
    return opened.ok ? ok<EditScope>({ actor, ...opened.value }) : opened;
  }
  const project = { id: projectId, tenantId: actor.tenantId, workspaceId };
  return ok<EditScope>({ actor, project, access: { role: 'owner', permissions: noExceptions } });
}

type Writing = {
  readonly wanted: ImportToWrite;
  readonly run: ImportRun;
  readonly write: LongWrite;
  readonly scope: EditScope;
};

/** Answers why it was left off; undefined when all of it is written. */
async function writePieces(
  { store, clock }: WriteImportDeps,
  { wanted, run, write, scope }: Writing,
): Promise<ExchangeFailure | undefined> {
  const { actor, workspaceId, projectId, head, edits: packed } = wanted;
  const edits = editInPieces(store, scope);
  if (head !== null)
    run.asOwn(() =>
      write.piece((tx) => {
        writeHead(clock, tx, { actor, workspaceId, projectId, head });
        tx.holdBack(projectEntity, projectId);
        tx.holdBack(projectMembershipEntity, membershipId(projectId, actor.userId));
      }),
    );
  let written = 0;
  for (const some of unpackEdits(packed, editsAtOnce)) {
    run.asOwn(() =>
      write.piece((tx) => {
        // An owner brings back what was exported, authors and all; changing another's words nobody may.
        const keepsAuthors = scope.access.role === 'owner';
        refuseOthersWords(tx, scope, keepsAuthors ? some.filter(({ kind }) => kind !== 'create') : some);
        edits.carryOut(tx, some);
      }),
    );
    written += some.length;
    run.onProgress({ step: 'writing', written, count: packed.count });
    // oxlint-disable-next-line no-await-in-loop -- Whoever waits for the core comes first.
    await setImmediate();
    const reason = whyNot(run);
    if (reason !== undefined) return reason;
  }
  edits.finish(store);
  run.asOwn(write.finish);
  return undefined;
}

async function takeBack(write: LongWrite, { edits }: ImportToWrite, run: ImportRun): Promise<void> {
  let left = edits.count;
  const pieces = write.takeBack()[Symbol.iterator]();
  for (let next = run.asOwn(() => pieces.next()); next.done !== true; next = run.asOwn(() => pieces.next())) {
    left = Math.max(0, left - next.value);
    run.onProgress({ step: 'taking-back', written: left, count: edits.count });
    // oxlint-disable-next-line no-await-in-loop -- Whoever waits for the core comes first.
    await setImmediate();
  }
}

type Attempted =
  | { readonly ok: true; readonly value: ExchangeFailure | undefined }
  | { readonly ok: false; readonly failure: unknown };

/** A refusal of an edit is an answer; anything else is still thrown when all has been taken back. */
async function attempt(work: () => Promise<ExchangeFailure | undefined>): Promise<Attempted> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return error instanceof EditRefusal ? { ok: true, value: error.failure } : { ok: false, failure: error };
  }
}
