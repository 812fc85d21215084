import { closeSync, existsSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { openFifoChannel } from './fifo-channel.ts';

/** The other end is this process itself, which opens the FIFOs by name as R does. */
async function setupChannel() {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-fifo-'));
  const paths = { toWorker: join(folder, 'to'), fromWorker: join(folder, 'from') };
  const channel = await openFifoChannel(paths);
  const reading = openSync(paths.toWorker, 'r');
  const writing = openSync(paths.fromWorker, 'w');
  onTestFinished(() => {
    channel.close();
    closeSync(reading);
    closeSync(writing);
    rmSync(folder, { recursive: true });
  });
  return { channel, paths, reading, writing };
}

test('a written body arrives as one frame with its length', async () => {
  const { channel, reading } = await setupChannel();
  channel.write([Buffer.from('he'), Buffer.from('llo')]);
  const bytes = Buffer.alloc(9);
  readSync(reading, bytes);
  expect(bytes.toString('latin1')).toBe('\x05\0\0\0hello');
});

test('frames and text arrive in order', async () => {
  const { channel, writing } = await setupChannel();
  const got: string[] = [];
  const whole = new Promise<void>((settle) => {
    channel.onFrame((body) => {
      got.push(Buffer.from(body).toString('latin1'));
      if (got.length === 2) settle();
    });
  });
  writeSync(writing, Buffer.from('text\0\xff\x02\0\0\0Bx', 'latin1'));
  await whole;
  expect(got).toEqual(['otext', 'Bx']);
});

test('rubbish closes the channel with a reason, and closing removes the FIFOs', async () => {
  const { channel, paths, writing } = await setupChannel();
  const closed = new Promise<string | undefined>((settle) => {
    channel.onClose(settle);
  });
  writeSync(writing, Uint8Array.of(0, 0x20, 0, 0));
  expect(await closed).toBe('R wrote something that is neither text nor a frame.');
  expect([existsSync(paths.toWorker), existsSync(paths.fromWorker)]).toEqual([false, false]);
});

test('what is written after the channel has closed is dropped', async () => {
  const { channel } = await setupChannel();
  channel.close();
  expect(() => {
    channel.write([Buffer.from('late')]);
    channel.close();
  }).not.toThrow();
});
