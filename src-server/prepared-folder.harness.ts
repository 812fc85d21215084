/* The data folder of a server that has been started before, and that nobody has set up: with keys of its own, and its database made. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { openAuditKey } from './audit/audit-key.ts';
import { openKeyRing } from './db/key-ring.ts';
import { copyPreparedDatabase } from './db/prepared-database.harness.ts';

export async function prepareDataFolder(dataFolder: string): Promise<void> {
  await copyPreparedDatabase(path.join(dataFolder, 'database'));
  const keys = path.join(dataFolder, 'keys');
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  openKeyRing(path.join(keys, 'seal.keys'));
  openAuditKey(path.join(keys, 'audit.pem'));
}
