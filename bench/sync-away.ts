/*
 * What an edit takes while its server is there, away, silent or slow, which should be what it takes without one. Each state is
 * measured in turn with the others, several times and on a new device each, so that none has a better hour of the machine; beside
 * them stands what the disk takes for the same bytes.
 */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { percentile } from './harness.ts';
import type { BenchResult } from './harness.ts';
import { openBenchDevice } from './sync-device.ts';
import type { BenchDevice } from './sync-device.ts';
import type { SyncWorld } from './sync-world.ts';

const rounds = 5;
/** Of a round in one state. */
const edits = 400;
/** An edit writes a dozen pages into SQLite's log. */
const editBytes = 48 * 1024;
const slowMs = 5_000;
/** Faster than anybody edits, and time enough for what else the device does meanwhile. */
const betweenMs = 2;

/** `gone`: nobody listens. `silent`: what is sent goes nowhere, and nothing comes. `slow`: every answer takes five seconds. */
const states = ['offline', 'connected', 'gone', 'silent', 'slow'] as const;
type State = (typeof states)[number];

export const awayFigures = states.flatMap((state) => [`edit-${state}-p50`, `edit-${state}-p99`]);

export async function measureAway(world: SyncWorld, folder: string): Promise<BenchResult[]> {
  const way = await openWay(world.server.address);
  const seen = { ...world, server: { ...world.server, address: way.address } };
  const times: { [state in State]: number[] } = { offline: [], connected: [], gone: [], silent: [], slow: [] };
  const disk: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    for (const state of states) {
      way.set('connected');
      const device = await openBenchDevice(seen, join(folder, `${state}-${String(round)}`));
      await device.inStep();
      device.setPaused(state === 'offline');
      way.set(state);
      await measureEdits(device); // So that everything is compiled, and the file's log has its size.
      times[state].push(...(await measureEdits(device)));
      disk.push(...measureDisk(join(folder, 'bare')));
      way.set('gone'); // Whatever is still being asked ends.
      await device.close();
    }
  await way.close();
  const beside = { 'the disk alone': percentile(disk, 0.99) };
  const row = (state: State, name: string, share: number, limit: number): BenchResult => ({
    name: `edit-${state}-${name}`,
    unit: 'ms',
    ours: percentile(times[state], share),
    limit,
    rivals: { offline: percentile(times.offline, share) },
    runs: times[state].length,
  });
  return states.flatMap((state) => [
    row(state, 'p50', 0.5, percentile(disk, 0.5)),
    {
      ...row(state, 'p99', 0.99, percentile(disk, 0.99)),
      rivals: { offline: percentile(times.offline, 0.99), ...beside },
    },
  ]);
}

async function measureEdits(device: BenchDevice): Promise<readonly number[]> {
  const times: number[] = [];
  for (let edit = 0; edit < edits; edit += 1) {
    const before = performance.now();
    device.comment('local');
    times.push(performance.now() - before);
    await pause(betweenMs);
  }
  return times;
}

/** The same bytes, put onto the disk over what is there. */
function measureDisk(path: string): readonly number[] {
  const file = openSync(path, 'w');
  const bytes = Buffer.alloc(editBytes, 1);
  const places = 50;
  const times: number[] = [];
  for (let write = 0; write < places * 2; write += 1) {
    const before = performance.now();
    writeSync(file, bytes, 0, bytes.length, (write % places) * bytes.length);
    fdatasyncSync(file);
    // The first time, the file grows.
    if (write >= places) times.push(performance.now() - before);
  }
  closeSync(file);
  return times;
}

type Way = { readonly address: string; readonly set: (state: State) => void; readonly close: () => Promise<void> };

/** Between the device and its server, as bad as it is told to be. It carries bytes and knows nothing of what they mean. */
async function openWay(serverAddress: string): Promise<Way> {
  const { hostname, port } = new URL(serverAddress);
  const sockets = new Set<Socket>();
  let state: State = 'connected';
  const follow = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    follow(client);
    if (state === 'gone') return void client.destroy();
    const upstream = connect(Number(port), hostname);
    follow(upstream);
    client.on('data', (bytes) => {
      if (state !== 'silent') upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (state === 'slow') setTimeout(() => client.write(bytes), slowMs).unref();
      else if (state !== 'silent') client.write(bytes);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('It listens on a port.');
  return {
    address: `http://127.0.0.1:${String(bound.port)}`,
    set: (next) => {
      state = next;
      if (next === 'gone') for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
