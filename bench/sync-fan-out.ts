/* How soon a thousand devices that are connected hear of one change. */
import { WebSocket } from 'ws';

import { socketPath } from '#shared/rpc/server-contract.ts';
import { protocolsWithToken } from '#shared/rpc/wire.ts';

import { percentile } from './harness.ts';
import type { BenchResult } from './harness.ts';
import { createPusher, signInAgain } from './sync-world.ts';
import type { SyncWorld } from './sync-world.ts';

const usualDevices = 1_000;
/** A session has no more connections at once. */
const devicesOfSession = 20;
const changes = 20;

export const fanOutFigures = ['fan-out-1000-p99'] as const;

/** From the push's answer, so from a moment after the commit, until each device has been told; a telling that came before counts as 0. */
export async function measureFanOut(world: SyncWorld, devices = usualDevices): Promise<BenchResult> {
  const stops: (() => void)[] = [];
  let onHeard: () => void = () => undefined;
  for (let count = 0; count < devices; count += devicesOfSession) {
    const token = await signInAgain(world);
    const length = Math.min(devicesOfSession, devices - count);
    const begun = Array.from({ length }, async () => await listen(world, token, () => onHeard()));
    stops.push(...(await Promise.all(begun)));
  }
  const pusher = await createPusher(world, world.device);
  const times: number[] = [];
  for (let run = 0; run < changes; run += 1) {
    const heard: number[] = [];
    const all = new Promise<void>((resolve) => {
      onHeard = () => {
        heard.push(performance.now());
        if (heard.length === devices) resolve();
      };
    });
    await pusher.push([world.device.comment(world.place, 'news')]);
    const committed = performance.now();
    await all;
    times.push(...heard.map((at) => Math.max(0, at - committed)));
  }
  for (const stop of stops) stop();
  return {
    name: `fan-out-${String(devices)}-p99`,
    unit: 'ms',
    ours: percentile(times, 0.99),
    rivals: { p50: percentile(times, 0.5) },
    runs: times.length,
  };
}

/** As oRPC asks for `live.watch`. */
const watchMessage = JSON.stringify({ i: '0', p: { u: '/live/watch', b: { json: {} } } });

/**
 * Resolves when the server has said that it will tell. Each would be a machine of its own, and all of them share a processor here: so
 * they take a message without a look at more than its kind. What oRPC's client makes of it costs more than the server's telling.
 */
async function listen({ server }: SyncWorld, token: string, onNews: () => void): Promise<() => void> {
  const socket = new WebSocket(`${server.address.replace(/^http/, 'ws')}${socketPath}`, protocolsWithToken(token));
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => socket.send(watchMessage));
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.includes('"kind":"changes"')) onNews();
      else if (text.includes('"kind":"begun"')) resolve();
      else if (text.includes('"s":')) reject(new Error(`The watch was refused: ${text}`));
    });
    // After the end nobody asks any more.
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`The watch has ended: ${String(code)}`)));
  });
  return () => socket.close();
}
