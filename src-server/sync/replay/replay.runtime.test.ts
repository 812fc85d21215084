import { afterAll, expect, test } from 'vitest';

import { simulate, stepsOfWorld } from '#shared/sync/simulator/simulate.harness.ts';
import type { Mutant } from '#shared/sync/simulator/sim-world.harness.ts';

import { sharedPostgres } from '../../db/postgres.harness.ts';
import { openReplayServer } from './replay-server.harness.ts';
import type { ReplayServer } from './replay-server.harness.ts';

const postgres = sharedPostgres();
const opened = new Map<string, Promise<ReplayServer>>();

afterAll(async () => {
  for (const server of opened.values()) await (await server).close();
});

/** Opened once for each kind: making its tables takes longer than a world. */
async function serverOn(kind: 'pglite' | 'postgres'): Promise<ReplayServer> {
  const known = opened.get(kind);
  if (known !== undefined) return await known;
  const address = kind === 'pglite' ? 'memory://' : await (await postgres()).createDatabase();
  const opening = openReplayServer(address);
  opened.set(kind, opening);
  return await opening;
}

const steps = 1_000;
const seeds = [1, 2, 3];

test.each(['pglite', 'postgres'] as const)(
  'worlds in which everything goes wrong leave the real server on %s, and all devices, with the same records',
  async (kind) => {
    const server = await serverOn(kind);
    for (const seed of seeds) {
      const problem = await simulate({ seed, steps, server: await server.begin() });
      expect(
        problem,
        `npm run sim -- --steps ${String(steps)} --seed ${String(seed)} --database ${kind}`,
      ).toBeUndefined();
    }
  },
);

const mutants: readonly Mutant[] = ['no-dedup', 'no-gap', 'no-fence', 'no-rollback-on-refusal', 'cursor-on-ack'];
/** A world may well not meet what is done wrong in it. */
const seedsMax = 10;
/** One that few worlds meet is looked for in those that do. */
const firstSeedOf: { readonly [mutant in Mutant]?: number } = { 'no-fence': 9 };

test.each(mutants)('a replay finds out what goes wrong with %s', async (mutant) => {
  const server = await serverOn('pglite');
  const first = firstSeedOf[mutant] ?? 1;
  let problem: string | undefined;
  for (let seed = first; problem === undefined && seed < first + seedsMax; seed += 1)
    problem = await simulate({ seed, steps: stepsOfWorld, mutant, server: await server.begin(mutant) });
  expect(problem).toBeDefined();
});
