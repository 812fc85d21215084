/*
 * Runs the simulator of synchronisation for as many steps as asked, in worlds of consecutive seeds, and says which of them went wrong.
 *
 *     npm run sim -- --steps 10000000 --seed 5000
 *     npm run sim -- --steps 1500 --seed 5123 --database postgres
 *
 * With `--database` the same worlds are led through the real server, on a database in the place of the simulated one: `pglite`, or
 * `postgres` where PostgreSQL is installed. `--mutant NAME` does something wrong, which has to be found out (sim-world.harness.ts).
 */
import { parseArgs } from 'node:util';

import { startPostgres } from '../src-server/db/start-postgres.harness.ts';
import { openReplayServer } from '../src-server/sync/replay/replay-server.harness.ts';
import type { ReplayServer } from '../src-server/sync/replay/replay-server.harness.ts';
import { stepsOfWorld, simulate } from '../src-shared/sync/simulator/simulate.harness.ts';
import { mutants } from '../src-shared/sync/simulator/sim-world.harness.ts';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '2000000' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string' },
    mutant: { type: 'string' },
  },
});
const [steps, firstSeed] = [Number(values.steps), Number(values.seed)];
const mutant = mutants.find((name) => name === values.mutant);
if (!Number.isSafeInteger(steps) || steps < 1 || !Number.isSafeInteger(firstSeed))
  refuse('Say how many steps and which seed as whole numbers: npm run sim -- --steps 2000000 --seed 1');
if (values.database !== undefined && values.database !== 'pglite' && values.database !== 'postgres')
  refuse('Say --database pglite or --database postgres, or leave it out for the simulated server.');
if (values.mutant !== undefined && mutant === undefined) refuse(`Say one of these mutants: ${mutants.join(', ')}`);

const startedAt = performance.now();
const real = await openReal(values.database);
let failures = 0;
try {
  for (let done = 0, seed = firstSeed; done < steps; done += stepsOfWorld, seed += 1) {
    const worldSteps = Math.min(stepsOfWorld, steps - done);
    const server = await real?.server.begin(mutant);
    const problem = await simulate({ seed, steps: worldSteps, mutant, ...(server === undefined ? {} : { server }) });
    if (problem === undefined) continue;
    failures += 1;
    console.log(`Seed ${String(seed)}, ${String(worldSteps)} steps: ${problem}`);
  }
} finally {
  await real?.close();
}
const seconds = (performance.now() - startedAt) / 1000;
console.log(
  `${String(steps)} steps from seed ${String(firstSeed)} in ${seconds.toFixed(1)} s; ${String(failures)} worlds went wrong.`,
);
process.exitCode = failures === 0 ? 0 : 1;

async function openReal(
  kind: string | undefined,
): Promise<{ readonly server: ReplayServer; readonly close: () => Promise<void> } | undefined> {
  if (kind === undefined) return undefined;
  const postgres = kind === 'postgres' ? await startPostgres() : undefined;
  const server = await openReplayServer((await postgres?.createDatabase()) ?? 'memory://');
  return {
    server,
    close: async () => {
      await server.close();
      await postgres?.stop();
    },
  };
}

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
