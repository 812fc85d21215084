// `npm test`: everything that can be checked and tested on this machine. The last line sums up all of it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { checkAll } from './check-all.ts';
import { root, runStep } from './run-step.ts';
import { runPlaywright, runVitest } from './run-tests.ts';
import { addCounts, formatCounts, formatFailures, gateToCounts, refuseSkips } from './test-counts.ts';
import type { TestCounts } from './test-counts.ts';
import { listMissingNeeds } from './test-needs.ts';

const buildTookMsMax = 180_000;
const isContinuous = process.env['CI'] === 'true';

provide();
for (const sentence of listMissingNeeds(process.platform)) console.log(sentence);

// One after another from here on: they measure time, and each of them can use every processor there is.
const checked = await checkAll();
const ran = await runVitest('runtime');
const seen = await buildAndSee();
const counted = addCounts([checked, ran, ...seen]);
const counts = isContinuous ? refuseSkips(counted) : counted;

if (counts.failed > counted.failed) {
  console.log(`CI=true: ${counts.failed - counted.failed} tests that were skipped count as failed.`);
}
process.exitCode = counts.failed === 0 ? 0 : 1;
if (counts.failures.length > 0) console.log(formatFailures(counts.failures));
console.log(formatCounts(counts));

/** Where we may, installs what the tests need and lack. What could not be had is then named by test-needs.ts. */
function provide(): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const { status } = spawnSync('bash', [resolve(root, 'build/provision.sh')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) console.log('Not everything the tests need could be installed; the reason is above.');
}

async function buildAndSee(): Promise<readonly TestCounts[]> {
  const build = await runStep({ name: 'build', tool: ['build/build-app.ts'], tookMsMax: buildTookMsMax });
  if (build.hasPassed) return [gateToCounts('build', true), await runPlaywright()];
  console.log('The end-to-end tests were not run, because there is no build to run them on.');
  return [gateToCounts('build', false), gateToCounts('end-to-end tests', false)];
}
