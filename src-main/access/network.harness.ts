/*
 * The network between a device and its server, as bad as it is told to be. It carries bytes and knows nothing of what they mean,
 * but may be told words at which it stalls.
 * What chance decides, a seed decides.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { createRandom } from '../../bench/seeded-random.ts';

/**
 * `slow`: every piece comes late. `stalled`: connections are taken, and nothing goes through until the weather changes. `dropping`:
 * after a few pieces a connection carries nothing any more and does not end. `cutting`: connections break in the middle of a piece.
 */
export type Weather = 'fine' | 'slow' | 'stalled' | 'dropping' | 'cutting';

export type Network = {
  readonly address: string;
  /** For what is on its way too; what was held back by `stalled` goes on. */
  readonly set: (weather: Weather) => void;
  /** From the first piece on in which these words stand, it is stalled. */
  readonly stallAt: (words: string) => void;
  /** Pieces that have been carried, held up or lost. */
  readonly pieces: () => number;
  readonly close: () => Promise<void>;
};

const slowMsMax = 120;

export async function openNetwork(serverAddress: string, seed: number): Promise<Network> {
  const { hostname, port } = new URL(serverAddress);
  const sockets = new Set<Socket>();
  let weather: Weather = 'fine';
  let changed = Promise.withResolvers<void>();
  const random = createRandom(seed);
  let pieces = 0;
  let stallingWords: string | undefined;

  /** Below `end`; the same seed makes the same weather, so that a failing round fails again. */
  const chance = (end: number): number => Math.floor(random() * end);

  const isStalled = (): boolean => weather === 'stalled';

  function setWeather(next: Weather): void {
    weather = next;
    stallingWords = undefined;
    changed.resolve();
    changed = Promise.withResolvers();
  }

  function follow(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  }

  /** One direction of a connection: piece after piece, in their order. */
  function carry(from: Socket, to: Socket): void {
    let last = Promise.resolve();
    let isDropped = false;
    from.on('data', (bytes) => {
      pieces += 1;
      if (stallingWords !== undefined && bytes.includes(stallingWords)) setWeather('stalled');
      last = last.then(async () => {
        while (isStalled() && !from.destroyed) await changed.promise;
        if (weather === 'slow') await pause(chance(slowMsMax));
        isDropped ||= weather === 'dropping' && chance(4) === 0;
        if (isDropped || to.destroyed) return;
        if (weather !== 'cutting' || chance(5) > 0) return void to.write(bytes);
        to.write(bytes.subarray(0, chance(bytes.length)), () => to.destroy());
        from.destroy();
      });
    });
    from.on('close', () => void last.then(() => to.destroy()));
  }

  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) follow(socket);
    carry(client, upstream);
    carry(upstream, client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = server.address();

  return {
    address: `http://127.0.0.1:${String(typeof own === 'object' ? own?.port : '')}`,
    set: setWeather,
    stallAt: (words) => void (stallingWords = words),
    pieces: () => pieces,
    close: async () => {
      weather = 'fine';
      changed.resolve();
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => void server.close(done));
    },
  };
}
