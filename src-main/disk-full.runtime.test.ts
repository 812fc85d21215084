import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { runEntity } from '#shared/functions/function-entities.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';

import { canMountDisk, mountSmallDisk } from '../build/small-disk.ts';
import { callCore } from './cli/call-core.ts';
import { connectToApp, setupCli } from './cli.harness.ts';
import { openBlobFolder } from './store/blob-folder.ts';

const canMount = canMountDisk();

/** A disk of 24 MB in memory, on which the app is open. */
async function setupSmallDisk() {
  const disk = mountSmallDisk('size=24m');
  const dataFolder = path.join(disk, 'data');
  const cli = setupCli(dataFolder);
  const app = await cli.openApp();
  const { client } = await connectToApp(dataFolder);
  const { id: workspaceId } = await client.workspaces.create({ name: 'Small' });
  const { id: functionId } = await client.functions.create({ workspaceId, name: 'f', language: 'python', source: '' });

  async function readRun(runId: string): Promise<RunRecord> {
    const [run] = await client.records.list({ entity: 'run', where: { id: runId } });
    return runEntity.schema.parse(run);
  }

  async function waitForEnd(runId: string): Promise<RunRecord> {
    for (;;) {
      const run = await readRun(runId);
      if (run.state !== 'waiting' && run.state !== 'running') return run;
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
  }

  return {
    app,
    client,
    disk,
    dataFolder,
    functionId,
    readRun,
    waitForEnd,
    saveDraft: async (source: string) => await callCore(client.functions.saveDraft({ functionId, source })),
    readDraft: async () =>
      (await client.records.list({ entity: 'function', where: { id: functionId } }))[0]?.['draftSource'],
    blobs: openBlobFolder(path.join(dataFolder, 'blobs')),
  };
}

const tableOfSize = (rows: number): string =>
  `import array, random\ndef f():\n    return {"a": array.array("d", [random.random() for _ in range(${String(rows)})])}\n`;

test.skipIf(!canMount)(
  'a disk that fills up is told, reading goes on, and with room again nothing is lost',
  async () => {
    const small = await setupSmallDisk();
    const { client, functionId } = small;
    const source = tableOfSize(200_000);
    expect(await small.saveDraft(source)).toMatchObject({ ok: true });
    const { versionId } = await client.functions.release({ functionId, version: '1.0.0' });
    const kept = await small.waitForEnd((await client.runs.start({ functionId, arguments: {} })).runId);
    expect(kept.state).toBe('done');

    // A larger result than there is room for.
    await small.saveDraft(tableOfSize(4_000_000));
    const tooLarge = await small.waitForEnd((await client.runs.start({ functionId, arguments: {} })).runId);
    expect(tooLarge).toMatchObject({
      state: 'failed',
      outcome: { shown: [], failure: { kind: 'result-not-kept', reason: 'The disk is full.' } },
    });

    const ballast = path.join(small.disk, 'ballast');
    expect(() => writeFileSync(ballast, Buffer.alloc(24 * 1024 * 1024))).toThrow('ENOSPC');
    let lastKept = tableOfSize(4_000_000);
    let refusal: unknown;
    for (let length = 1; refusal === undefined && length < 200; length += 1) {
      const draft = `${source}# ${String(length)} ${'x'.repeat(4000 * length)}\n`;
      const saved = await small.saveDraft(draft);
      if (saved.ok) lastKept = draft;
      else refusal = saved.failure;
    }
    expect(refusal).toMatchObject({ kind: 'disk-full', text: expect.stringContaining('Make room on the disk') });
    expect(await callCore(client.functions.release({ functionId, version: '2.0.0' }))).toMatchObject({
      ok: false,
      failure: { kind: 'disk-full' },
    });
    expect(await callCore(client.runs.start({ functionId, arguments: {} }))).toMatchObject({
      ok: false,
      failure: { kind: 'disk-full' },
    });
    expect(await small.readDraft()).toBe(lastKept);
    expect(
      (await client.runs.readTable({ runId: kept.id, shownIndex: 0, rowFirst: 0, rowCount: 5 })).columns[0],
    ).toHaveLength(5);

    rmSync(ballast);
    expect(await small.saveDraft(source)).toMatchObject({ ok: true });
    const again = await small.waitForEnd((await client.runs.start({ functionId, versionId, arguments: {} })).runId);
    expect(again.state).toBe('done');
    for (const run of [kept, tooLarge, again]) {
      const stored = await small.readRun(run.id);
      expect(stored).toEqual(run);
      for (const shown of stored.outcome?.shown ?? [])
        expect('blob' in shown && small.blobs.has(shown.blob)).toBe(true);
    }
    expect(small.app.child.exitCode).toBeNull();
  },
  120_000,
);
