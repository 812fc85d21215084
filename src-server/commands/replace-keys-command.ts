import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { hasDatabase } from '../accept-keys.ts';
import { openAuditKey } from '../audit/audit-key.ts';
import { giveUpSeals } from '../db/give-up-seals.ts';
import { openKeyRing } from '../db/key-ring.ts';
import type { KeyRing } from '../db/key-ring.ts';
import { openDatabase } from '../db/open-database.ts';
import { prepareDatabase } from '../db/prepare-database.ts';
import type { ServerConfig } from '../read-config.ts';
import { sealedTexts, serverSchema } from '../server-schema.ts';
import { CommandRefused } from './command.ts';
import type { Command } from './command.ts';
import { print } from './open-for-command.ts';

/** For whoever has lost the keys: what only they opened is given up, so that the server can go on without it. */
export const replaceKeysCommand: Command = {
  name: 'replace-keys',
  usage: 'replace-keys yes',
  help: 'Makes new keys in the place of lost ones, and gives up what only those opened',
  wordsMax: 1,
  run: async (config, [sure]) => {
    if (sure !== 'yes')
      throw new CommandRefused(
        'This gives up what only the lost keys open (billing details, private notes on people, mails that wait) and check (what was signed in the audit). Say "replace-keys yes" to do it.',
      );
    if (!(await hasDatabase(config.database))) {
      makeMissingKeys(config);
      print('The keys are there. There is no database yet.');
      return 0;
    }
    // Opened before a key is made: in a folder that a server has open there is nothing to replace.
    const database = await openDatabase(config.database);
    try {
      await prepareDatabase(database, serverSchema);
      const keyIds = makeMissingKeys(config).map(({ id }) => id);
      const { entities } = serverSchema;
      const lost = await giveUpSeals(database, { entities, sealedTexts, keyIds });
      print(
        `The keys are there. ${String(lost)} values that they do not open were given up. Servers that run have to be started anew to know them.`,
      );
      return 0;
    } finally {
      await database.close();
    }
  },
};

/** Those that are there stay. */
function makeMissingKeys({ keyRingFile, auditKeyFile }: ServerConfig): KeyRing {
  mkdirSync(path.dirname(keyRingFile), { recursive: true, mode: 0o700 });
  openAuditKey(auditKeyFile);
  return openKeyRing(keyRingFile);
}
