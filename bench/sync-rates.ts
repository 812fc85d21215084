/* How many changes a second the server takes and tells, and what they weigh on the wire. */
import type { Cursor, SentChange } from '#shared/sync/sync-protocol.ts';

import { migrations } from '#shared/schema/migrations/migrations.ts';

import { createTestDevice } from '../src-server/sync/test-device.harness.ts';
import { packBody } from './sync-wire.ts';
import { median, timeMs } from './harness.ts';
import type { BenchResult, IsWanted } from './harness.ts';
import type { Bare } from './sync-bare.ts';
import { asEdit, batch, createAsker, createPusher, makeComments, pushBeside } from './sync-world.ts';
import type { Pusher, SyncWorld } from './sync-world.ts';

/** Of each device. */
const pushes = 20;
const warmPushes = 30;
const repetitions = 3;
const page = 1_000;
const reader = '00000000000000aa';

export const rateFigures = ['create-rate', 'update-rate', 'merge-rate', 'pull-rate'] as const;
export const wireFigures = ['wire-create', 'wire-update'] as const;

export async function measureRates(world: SyncWorld, bare: Bare, isWanted: IsWanted): Promise<readonly BenchResult[]> {
  const { database, place, device, client, tenantId, userId } = world;
  const second = createTestDevice(client, { tenantId, userId });
  const pushers = [await createPusher(world, device), await createPusher(world, second)];
  for (let run = 0; run < warmPushes; run += 1)
    for (const pusher of pushers) await pusher.push(makeComments(pusher.device, place));
  const result = (name: string, unit: string, rates: readonly number[], limit: number): BenchResult => ({
    name: `${name}/${database}`,
    unit,
    ours: median(rates),
    limit,
    rivals: {},
    runs: rates.length,
  });
  const created: SentChange[] = [];
  const updated: SentChange[] = [];
  const [creates, updates, merges]: [number[], number[], number[]] = [[], [], []];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const made = pushers.map((pusher) => ({ ...pusher, pushes: times(() => makeComments(pusher.device, place)) }));
    creates.push(await pushBeside(made));
    const [own = [], others = []] = made.map((one) => one.pushes.flat());
    created.push(...own);
    // Each device changes what it made itself: nobody else has touched it.
    const changed = pushers.map((pusher, index) => ({
      ...pusher,
      pushes: patched(pusher, index === 0 ? own : others, 'Other words'),
    }));
    updates.push(await pushBeside(changed));
    updated.push(...(changed[0]?.pushes.flat() ?? []));
    if (isWanted(`merge-rate/${database}`)) merges.push(await mergeRate(pushers, own));
  }
  const results = [
    result('create-rate', 'changes/s', creates, bare.insert),
    result('update-rate', 'changes/s', updates, bare.update),
    ...(merges.length === 0 ? [] : [result('merge-rate', 'changes/s', merges, bare.update)]),
  ];
  if (isWanted(`pull-rate/${database}`))
    results.push(result('pull-rate', 'changes/s', await pullRates(world), bare.read));
  return [...results, wire('wire-create', created), wire('wire-update', updated)];
}

function times(make: () => SentChange[]): SentChange[][] {
  return Array.from({ length: pushes }, make);
}

function patched({ device }: Pusher, created: readonly SentChange[], body: string): SentChange[][] {
  return inBatches(
    created.map(({ recordId, patch }) => asEdit(device.patch('comment', recordId, { body }, { body: patch['body'] }))),
  );
}

function inBatches(changes: readonly SentChange[]): SentChange[][] {
  return Array.from({ length: Math.ceil(changes.length / batch) }, (_, index) =>
    changes.slice(index * batch, (index + 1) * batch),
  );
}

/** Every change meets one of the other device's: half of them come too late, half of them overwrite. Only whole pushes count. */
async function mergeRate(pushers: readonly Pusher[], own: readonly SentChange[]): Promise<number> {
  const [first, second] = pushers;
  if (first === undefined || second === undefined) throw new Error('Two devices push.');
  const isEarly = (_: unknown, index: number): boolean => index % 2 === 0;
  const isLate = (_: unknown, index: number): boolean => index % 2 === 1;
  const resolve = (device: Pusher, records: readonly SentChange[]) =>
    records.map(({ recordId }) =>
      device.device.patch('comment', recordId, { isResolved: true }, { isResolved: false }),
    );
  const tooLate = resolve(second, own.filter(isEarly));
  const before = resolve(first, own);
  for (const changes of inBatches(before)) await first.push(changes);
  const overwriting = resolve(second, own.filter(isLate));
  return await pushBeside([{ ...second, pushes: inBatches([...tooLate, ...overwriting]) }]);
}

async function pullRates(world: SyncWorld): Promise<readonly number[]> {
  const { head } = await world.client.sync.greet({ deviceIds: [reader], schemaVersion: migrations.length });
  const asker = createAsker(world, 'pull');
  const rates: number[] = [];
  let cursor: Cursor = { ...head, seq: 0 };
  for (let isEnd = false; !isEnd;) {
    let answer = '';
    const tookMs = await timeMs(async () => (answer = await asker.ask({ cursor, deviceId: reader })));
    const told = JSON.parse(answer) as { changes: unknown[]; cursor: Cursor; isEnd: boolean }; // The contract's.
    if (told.changes.length === page) rates.push((page * 1000) / tookMs);
    ({ cursor, isEnd } = told);
  }
  asker.close();
  return rates;
}

/** Of the pushes as they are sent, the frame of HTTP aside. */
function wire(name: (typeof wireFigures)[number], changes: readonly SentChange[]): BenchResult {
  const weights = inBatches(changes).map((push) => packBody({ changes: push }).length / push.length);
  return { name, unit: 'B/change', ours: median(weights), rivals: {}, runs: weights.length };
}
