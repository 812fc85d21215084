import { parseArgs } from 'node:util';

import { runBench } from './harness.ts';
import { historyBench } from './history.ts';
import { matrixBench } from './matrix.ts';
import { growthBench, runnerBench } from './runner.ts';
import { serverBench } from './server.ts';
import { syncBench } from './sync.ts';
import { syncGrowthBench } from './sync-growth.ts';
import { startBench } from './start.ts';
import { windowBench } from './window.ts';

const benches = [
  startBench,
  runnerBench,
  growthBench,
  historyBench,
  windowBench,
  matrixBench,
  serverBench,
  syncBench,
  syncGrowthBench,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, markdown: { type: 'string' }, only: { type: 'string' } },
});
const bench = benches.find(({ name }) => name === positionals[0]);

if (bench === undefined) {
  process.stderr.write(
    `Usage: npm run -s bench -- NAME [--only FIGURE] [--json FILE] [--markdown FILE], where NAME is ${benches.map(({ name }) => name).join(' or ')}.\n`,
  );
  process.exitCode = 2;
} else {
  await runBench(bench, { json: values.json, markdown: values.markdown, only: values.only });
}
