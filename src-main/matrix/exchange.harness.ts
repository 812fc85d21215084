// What tests of imports and exports stand on: a project with the example in it, and everything that brings it in and out.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { onTestFinished } from 'vitest';

import { assert } from '#shared/base/assert.ts';
import { exportJobEntity } from '#shared/matrix/project-entities.ts';
import type { ExportJobRecord } from '#shared/matrix/project-entities.ts';

import { openExchange } from './exchange-handlers.ts';
import { projectsInTurn, undoInTurn } from './handlers-in-turn.ts';
import { setupProject } from './matrix.harness.ts';
import { createUndoHandlers } from '../records/undo-handlers.ts';
import { createProjectGate } from './project-gate.ts';
import { createProjectTurns } from './project-turns.ts';

type GivenFile = { readonly projectId: string | null; readonly fileName?: string; readonly userId?: string };

export async function setupExchange() {
  const world = await setupProject();
  const { store, clock, random, call, callOf, workspaceId } = world;
  const exportsFolder = mkdtempSync(path.join(tmpdir(), 'triptych-exports-'));
  const logLines: string[] = [];
  const turns = createProjectTurns();
  const held: boolean[] = [];
  /** What synchronisation would do: says when it is held, and when it goes on. */
  const holdSync = async () => {
    held.push(true);
    return await Promise.resolve(() => void held.push(false));
  };
  const open = () =>
    openExchange(
      {
        store,
        clock,
        random,
        gate: createProjectGate(store),
        exportsFolder,
        log: (line) => logLines.push(line),
        turns,
        holdSync,
      },
      call.actor,
    );
  let exchange = open();
  // Before the store is closed: what is registered last is done first.
  onTestFinished(async () => {
    await exchange.close();
    rmSync(exportsFolder, { recursive: true, force: true });
  });
  const made = await world.handlers.createExample({ workspaceId }, call);
  assert(made.ok, 'The example was not made.');
  const exampleId = made.value.id;

  type StartInput = Parameters<typeof exchange.handlers.startExport>[0];

  /** Starts an export and waits until it is over. */
  async function runExport(request: Omit<StartInput, 'projectId'>): Promise<ExportJobRecord> {
    const started = await exchange.handlers.startExport({ projectId: exampleId, ...request }, call);
    assert(started.ok, `The export was not started: ${JSON.stringify(started)}`);
    return await ended(started.value.jobId);
  }

  async function ended(jobId: string): Promise<ExportJobRecord> {
    const { promise, resolve } = Promise.withResolvers<ExportJobRecord>();
    const look = (): void => {
      const job = store.get(exportJobEntity, jobId);
      if (!['queued', 'running'].includes(job.status)) resolve(job);
    };
    const stop = store.onCommit(look);
    look();
    const job = await promise;
    stop();
    return job;
  }

  /** Brings a file as far as its report. */
  async function planFile(
    content: string | Uint8Array,
    { projectId, fileName = 'given.csv', userId = call.actor.userId }: GivenFile,
  ) {
    const by = callOf(userId);
    const bytes = Buffer.from(content);
    const { handlers } = exchange;
    const opened = await handlers.openImport({ workspaceId, projectId, fileName, sizeBytes: bytes.length }, by);
    assert(opened.ok, `The import was not opened: ${JSON.stringify(opened)}`);
    const { importId } = opened.value;
    const sent = await handlers.sendImport({ importId, base64: bytes.toString('base64') }, by);
    assert(sent.ok, `The file was not taken: ${JSON.stringify(sent)}`);
    const report = await handlers.planImport({ importId }, by);
    assert(report.ok, `Nothing was planned: ${JSON.stringify(report)}`);
    return { ...report.value, importId };
  }

  return {
    ...world,
    exampleId,
    exportsFolder,
    logLines,
    handlersNow: () => exchange.handlers,
    projectHandlers: projectsInTurn(turns, world.handlers),
    undoHandlers: undoInTurn(turns, createUndoHandlers(store)),
    held,
    runExport,
    ended,
    planFile,
    callOf,
    readExported: ({ filePath }: ExportJobRecord): Buffer => readFileSync(filePath ?? ''),
    /** As at the end of the program and its next start. */
    reopen: async () => {
      await exchange.close();
      exchange = open();
    },
  };
}
