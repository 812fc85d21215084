import { runStep } from './run-step.ts';
import type { Step } from './run-step.ts';
import { runVitest } from './run-tests.ts';
import { addCounts, gateToCounts } from './test-counts.ts';
import type { TestCounts } from './test-counts.ts';

const minuteMs = 60_000;

/** What is looked at without running the program. Each counts as one test, passed or failed. */
const gates: readonly Step[] = [
  { name: 'format', tool: ['oxfmt', '--check'], tookMsMax: minuteMs },
  { name: 'lint', tool: ['oxlint', '--type-aware', '--quiet'], tookMsMax: 5 * minuteMs },
  { name: 'types', tool: ['tsc', '--build'], tookMsMax: 6 * minuteMs },
  { name: 'dead code', tool: ['knip', '--config', 'build/knip.config.ts'], tookMsMax: minuteMs },
];

/** All that can be said without a language, a browser or a build. The unit tests take as long as the gates: side by side. */
export async function checkAll(): Promise<TestCounts> {
  return addCounts(await Promise.all([runVitest('unit'), passGates()]));
}

async function passGates(): Promise<TestCounts> {
  const passed: TestCounts[] = [];
  for (const gate of gates) {
    // oxlint-disable-next-line no-await-in-loop -- One after another: each of them uses every processor there is.
    passed.push(gateToCounts(gate.name, (await runStep(gate)).hasPassed));
  }
  return addCounts(passed);
}
