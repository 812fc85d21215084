/*
 * Runs the simulator of synchronisation for as many steps as asked, in worlds of consecutive seeds, and says which of them went wrong.
 *
 *     npm run sim -- --steps 10000000 --seed 5000
 */
import { parseArgs } from 'node:util';

import { simulate } from '../src-shared/sync/simulator/simulate.harness.ts';

/** A world is healed and looked at after so many; fewer only where fewer were asked for. */
const stepsOfWorld = 1_500;

const { values } = parseArgs({
  options: { steps: { type: 'string', default: '2000000' }, seed: { type: 'string', default: '1' } },
});
const [steps, firstSeed] = [Number(values.steps), Number(values.seed)];
if (!Number.isSafeInteger(steps) || steps < 1 || !Number.isSafeInteger(firstSeed)) {
  console.error('Say how many steps and which seed as whole numbers: npm run sim -- --steps 2000000 --seed 1');
  process.exit(1);
}

const startedAt = performance.now();
let failures = 0;
for (let done = 0, seed = firstSeed; done < steps; done += stepsOfWorld, seed += 1) {
  const worldSteps = Math.min(stepsOfWorld, steps - done);
  const problem = simulate({ seed, steps: worldSteps });
  if (problem === undefined) continue;
  failures += 1;
  console.log(`Seed ${String(seed)}, ${String(worldSteps)} steps: ${problem}`);
}
const seconds = (performance.now() - startedAt) / 1000;
console.log(
  `${String(steps)} steps from seed ${String(firstSeed)} in ${seconds.toFixed(1)} s; ${String(failures)} worlds went wrong.`,
);
process.exitCode = failures === 0 ? 0 : 1;
