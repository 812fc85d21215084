import { setTimeout as pause } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { createEdit, patchEdit } from '#shared/matrix/model-edits.ts';
import { newObject } from '#shared/matrix/new-records.ts';

import { connectToApp, setupCli } from '../cli.harness.ts';
import { killRounds } from '../kill-rounds.harness.ts';

const rounds = killRounds(50);
/** The window paints an edit in the frame in which it sends it. */
const frameMs = 16;
const afterPaintMs = 10;
const objectId = '01990000-0000-7000-8000-000000000001';

test(
  `an edit is there after the program was killed when it said so, at the earliest ${String(afterPaintMs)} ms after its paint, ${String(rounds)} times`,
  async () => {
    const { dataFolder, openApp } = setupCli();
    let projectId = '';
    const lost: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const app = await openApp();
      const { client, close } = await connectToApp(dataFolder);
      if (round === 0) {
        const { id: workspaceId } = await client.workspaces.create({ name: 'Crash' });
        ({ id: projectId } = await client.projects.create({ workspaceId, name: 'Crash' }));
        const draft = newObject({ name: 'Round 0', rank: 'a1', createdBy: 'ada' });
        await client.projects.edit({ projectId, edits: [createEdit('object', objectId, draft)] });
      } else {
        const [object] = await client.records.list({ entity: 'object', where: { id: objectId } });
        if (object?.['name'] !== `Round ${String(round)}`) lost.push(round);
      }
      const edits = [patchEdit('object', objectId, { name: `Round ${String(round + 1)}` })];
      // The window has read the project before it edits, and this is not its first edit.
      await client.records.list({ entity: 'object', where: { projectId } });
      const purpose = `Before round ${String(round)}`;
      await client.projects.edit({ projectId, edits: [patchEdit('object', objectId, { purpose })] });
      // Sent and painted; on a machine that is slow, or has other work, the core takes longer than that to say that it is kept.
      const kept = client.projects.edit({ projectId, edits });
      await Promise.all([kept, pause(frameMs + afterPaintMs)]);
      app.child.kill('SIGKILL');
      await app.ended;
      close();
    }
    expect(lost).toEqual([]);
  },
  120_000 + rounds * 10_000,
);
