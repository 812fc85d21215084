import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { runSoak } from './soak-run.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } } });
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);

if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write('Usage: npm run soak -- [--minutes N] [--seed WHOLE-NUMBER].\n');
  process.exitCode = 2;
} else {
  process.stdout.write(`Seed ${String(seed)}, ${String(minutes)} minutes.\n`);
  const folder = mkdtempSync(join(tmpdir(), 'triptych-soak-'));
  const report = await runSoak({
    seed,
    durationMs: minutes * 60_000,
    folder,
    onPart: (text) => process.stdout.write(`${text}\n`),
  });
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (report.wrongs.length > 0) process.exitCode = 1;
}
