import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import { expect, test } from 'vitest';

import { takeBody } from './take-body.ts';

const unlimited = { bytesMax: 10_000_000, bytesSaid: Number.NaN };
const chunks = Array.from({ length: 50 }, (_, index) => Buffer.alloc(1000 * index, `${String(index)}.`));
const whole = Buffer.concat(chunks);

test('a body is what came, in one piece, with turns for others while a long one is put together', async () => {
  let turns = 0;
  const count = (): void => {
    turns += 1;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  const payload = Readable.from(chunks);
  await new Promise((resolve) => void payload.once('readable', resolve));
  const body = await takeBody(payload, { ...unlimited, bytesSaid: whole.length });
  clearImmediate(counting);
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  expect(digest(body)).toBe(digest(whole));
  expect(turns).toBeGreaterThan(5);
  expect(await takeBody(Readable.from([]), unlimited)).toHaveLength(0);
});

test('a body that is too long is refused as soon as it is, packed or not', async () => {
  const endless = new Readable({ read: () => void setImmediate(() => endless.push(Buffer.alloc(1000))) });
  await expect(takeBody(endless, { ...unlimited, bytesMax: 100_000 })).rejects.toMatchObject({ statusCode: 413 });
  endless.destroy();
  const packed = Object.assign(Readable.from([Buffer.alloc(10)]), { receivedEncodedLength: 100_001 });
  await expect(takeBody(packed, { ...unlimited, bytesMax: 100_000 })).rejects.toMatchObject({ statusCode: 413 });
});

test('a body that is not as long as it says, or that is cut off, is refused', async () => {
  const short = { ...unlimited, bytesSaid: whole.length + 1 };
  await expect(takeBody(Readable.from(chunks), short)).rejects.toMatchObject({ statusCode: 400 });
  const packed = Object.assign(Readable.from(chunks), { receivedEncodedLength: 100 });
  expect(await takeBody(packed, { ...unlimited, bytesSaid: 100 })).toHaveLength(whole.length);
  const cut = new Readable({ read: () => undefined });
  const taken = takeBody(cut, unlimited);
  cut.push(Buffer.alloc(10));
  cut.destroy(new Error('The connection was cut.'));
  await expect(taken).rejects.toMatchObject({ statusCode: 400 });
});
