/* A device, or its server, is killed in the middle of a file: it arrives whole all the same, and once. */
import { setTimeout as pause } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { chunkBytes } from '#shared/blobs/blob-chunks.ts';

import { createRandom } from '../bench/seeded-random.ts';
import { startAdaServer } from './ada-server.harness.ts';
import { attachFile, isBegun, isHere, isSent, readFileOf, setupShelf, waitForBlob } from './attached-files.harness.ts';
import { setupCli } from './cli.harness.ts';
import { inStep, setupDevice, waitForRecord } from './synced-devices.harness.ts';
import { openSignedIn } from './synced-program.harness.ts';

/** Enough to be in the middle of. */
const fileBytes = 24 * chunkBytes + 11;
const killMsMax = 300;
const seed = 20_261_127;

test(
  `of files whose device or server is killed while they are sent and fetched, each arrives whole, and once (seed ${String(seed)})`,
  { timeout: 240_000 },
  async () => {
    const random = createRandom(seed);
    const server = await startAdaServer();
    try {
      const other = await setupDevice(server);
      const { functionId } = await setupShelf(other.client, 'Kills');
      const cli = setupCli();
      let program = await openSignedIn(cli, server.address);
      await waitForRecord(program.client, 'function', ({ id }) => id === functionId);

      // The device, while it sends.
      const sent = await attachFile(program.client, functionId, fileBytes);
      await isBegun(program.client, sent.sha256, 'sending');
      await pause(random() * killMsMax);
      program = await killAndOpen(cli, program, server.address);
      // The server, while it is sent to.
      const begun = await attachFile(program.client, functionId, fileBytes, 'second.bin');
      await isBegun(program.client, begun.sha256, 'sending');
      await pause(random() * killMsMax);
      await server.kill();
      await server.start();
      for (const { client } of [program, other]) await client.connections.tryNow();
      for (const { id, sha256, bytes } of [sent, begun]) {
        await waitForBlob(program.client, sha256, isSent);
        await waitForRecord(other.client, 'attachment', (record) => record.id === id);
        await other.client.blobs.fetch({ sha256 });
        await waitForBlob(other.client, sha256, isHere);
        expect((await readFileOf(other.client, id)).equals(bytes)).toBe(true);
        const { items } = await server.ada.audit.search({ resourceId: id });
        expect(items.filter(({ action }) => action === 'blob.sent')).toHaveLength(1);
      }

      // The device, while it fetches; it goes on with that by itself.
      const coming = await attachFile(other.client, functionId, fileBytes, 'third.bin');
      await waitForBlob(other.client, coming.sha256, isSent);
      await waitForRecord(program.client, 'attachment', ({ id }) => id === coming.id);
      await program.client.blobs.fetch({ sha256: coming.sha256 });
      await isBegun(program.client, coming.sha256, 'fetching');
      await pause(random() * killMsMax);
      program = await killAndOpen(cli, program, server.address);
      await waitForBlob(program.client, coming.sha256, isHere);
      expect((await readFileOf(program.client, coming.id)).equals(coming.bytes)).toBe(true);
      expect((await inStep(program.client)).problems).toMatchObject({ rejected: 0 });
      await cli.close(program.app);
    } finally {
      await server.dispose();
    }
  },
);

type Program = Awaited<ReturnType<typeof openSignedIn>>;

async function killAndOpen(cli: ReturnType<typeof setupCli>, { app }: Program, address: string): Promise<Program> {
  app.child.kill('SIGKILL');
  await app.ended;
  return await openSignedIn(cli, address);
}
