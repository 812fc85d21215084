import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { languages } from '#shared/calls/language.ts';

import { skipWithoutLanguage } from '../build/skip-without-language.ts';
import { runSoak } from './soak-run.ts';

/** `npm run soak -- --minutes 10` takes longer. */
const durationMs = 60_000;

test.skipIf(process.platform !== 'linux')(
  'for a minute every one of many random calls ends once and right, and nothing is left',
  async () => {
    for (const language of languages) skipWithoutLanguage(language);
    const folder = mkdtempSync(join(tmpdir(), 'triptych-soak-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const report = await runSoak({ seed: 20_261_125, durationMs, folder });
    expect(report.wrongs).toEqual([]);
    expect(report.callCount).toBeGreaterThan(100);
  },
  240_000,
);
