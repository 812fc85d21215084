import { renameSync } from 'node:fs';
import { parse, join } from 'node:path';

import type { Instant } from '#shared/base/instant.ts';

/** Moves a file that cannot be read out of the way, for somebody to look into: `vault.json` → `vault-damaged-2026-….json`. */
export function setAside(file: string, nowMs: Instant): string {
  const { dir, name, ext } = parse(file);
  const aside = join(dir, `${name}-damaged-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}${ext}`);
  renameSync(file, aside);
  return aside;
}
