import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { createEdit, patchEdit } from '#shared/matrix/model-edits.ts';
import { newObject } from '#shared/matrix/new-records.ts';

import { setupCli } from '../cli.harness.ts';
import { connectToRunning } from '../local-socket.ts';

const rounds = 50;
/** The window paints an edit in the frame in which it sends it. */
const frameMs = 16;
const afterPaintMs = 10;
const editsBefore = 3;
const objectId = '01990000-0000-7000-8000-000000000001';

/** Time for which a process has had a processor, where the kernel tells it. */
function processorMs(pid: number): number {
  if (process.platform !== 'linux') return performance.now();
  return Number(readFileSync(`/proc/${String(pid)}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}

test(`an edit is there after the program was killed ${String(afterPaintMs)} ms after its paint, ${String(rounds)} times`, async () => {
  const { dataFolder, openApp } = setupCli();
  let projectId = '';
  const lost: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const app = await openApp();
    const running = await connectToRunning(dataFolder);
    if (running === null) throw new Error('The app does not answer.');
    const { client } = running;
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
    const pid = app.child.pid ?? 0;
    const beforeMs = processorMs(pid);
    for (let number = 0; number < editsBefore; number += 1) {
      const purpose = `Before round ${String(round)}, ${String(number)}`;
      await client.projects.edit({ projectId, edits: [patchEdit('object', objectId, { purpose })] });
    }
    // As the window does it: sent, painted, and nobody waits for the answer.
    const usedMs = processorMs(pid);
    const editsMs = usedMs - beforeMs;
    const answers: true[] = [];
    const sent = client.projects
      .edit({ projectId, edits })
      .then(() => answers.push(true))
      .catch(() => undefined);
    await pause(frameMs + afterPaintMs);
    // On a machine with other work those milliseconds may have gone by without a turn for the core: it gets them, and on a slow one
    // as many as the edits before it have taken together: on one whose speed changes, a single one says little.
    while (answers.length === 0 && processorMs(pid) - usedMs < Math.max(afterPaintMs, editsMs)) await pause(1);
    app.child.kill('SIGKILL');
    await app.ended;
    running.close();
    await sent;
  }
  expect(lost).toEqual([]);
}, 240_000);
