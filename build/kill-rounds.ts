/*
 * Kills the store, the app, and an app with its server for as many rounds as asked, most of them at random moments, and says whether
 * anything that was acknowledged is lost: the tests of kills, which the usual run of the tests carries out for fewer rounds.
 *
 *     npm run kills -- --rounds 200 --seed 7
 */
import { parseArgs } from 'node:util';

import { runStep } from './run-step.ts';

/** A round starts an app and often a server; on a machine that does other things too it takes some seconds. */
const roundMsMax = 30_000;

const tests = ['store/store-crash', 'crash', 'matrix/matrix-crash', 'sync-kills'].map(
  (name) => `src-main/${name}.runtime.test.ts`,
);

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
if (!Number.isSafeInteger(rounds) || rounds < 1 || !Number.isSafeInteger(seed)) {
  console.error('Say how many rounds and which seed as whole numbers: npm run kills -- --rounds 200 --seed 1');
  process.exit(1);
}
const { hasPassed } = await runStep({
  name: `${String(rounds)} rounds from seed ${String(seed)}`,
  tool: ['vitest', 'run', '--project', 'runtime', ...tests],
  env: { TRIPTYCH_KILL_ROUNDS: String(rounds), TRIPTYCH_KILL_SEED: String(seed) },
  tookMsMax: 240_000 + 2 * rounds * roundMsMax,
});
process.exitCode = hasPassed ? 0 : 1;
