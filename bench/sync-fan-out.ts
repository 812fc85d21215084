/* How soon a thousand devices that are connected hear of one change. */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';

import { socketPath } from '#shared/rpc/server-contract.ts';
import { protocolsWithToken } from '#shared/rpc/wire.ts';
import type { ServerApiClient } from '#shared/server-api.ts';

import { percentile } from './harness.ts';
import type { BenchResult } from './harness.ts';
import { createPusher, signInAgain } from './sync-world.ts';
import type { SyncWorld } from './sync-world.ts';

const devices = 1_000;
/** A session has no more connections at once. */
const devicesOfSession = 20;
const changes = 20;

export const fanOutFigures = ['fan-out-1000-p99'] as const;

/** From the push's answer, so from a moment after the commit, until each device has been told; a telling that came before counts as 0. */
export async function measureFanOut(world: SyncWorld): Promise<BenchResult> {
  const stops: (() => void)[] = [];
  let onHeard: () => void = () => undefined;
  for (let count = 0; count < devices; count += devicesOfSession) {
    const token = await signInAgain(world);
    const begun = Array.from({ length: devicesOfSession }, async () => await listen(world, token, () => onHeard()));
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
    name: 'fan-out-1000-p99',
    unit: 'ms',
    ours: percentile(times, 0.99),
    rivals: { p50: percentile(times, 0.5) },
    runs: times.length,
  };
}

/** Resolves when the server has said that it will tell. */
async function listen({ server }: SyncWorld, token: string, onNews: () => void): Promise<() => void> {
  const socket = new WebSocket(`${server.address.replace(/^http/, 'ws')}${socketPath}`, protocolsWithToken(token));
  const client: ServerApiClient = createORPCClient(new RPCLink({ websocket: socket }));
  await new Promise<void>((resolve, reject) => {
    void (async () => {
      try {
        for await (const event of await client.live.watch({})) {
          if (event.kind === 'begun') resolve();
          else if (event.kind === 'changes') onNews();
        }
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error))); // After the end nobody asks any more.
      }
    })();
  });
  return () => socket.close();
}
