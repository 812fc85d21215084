import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

import { hasDatabase } from '../accept-keys.ts';
import { auditCommand } from '../audit/audit-command.ts';
import { openAuditKey } from '../audit/audit-key.ts';
import { operatorName } from '../audit/operator-name.ts';
import { giveUpSeals } from '../db/give-up-seals.ts';
import { openKeyRing } from '../db/key-ring.ts';
import type { KeyRing } from '../db/key-ring.ts';
import { openDatabase } from '../db/open-database.ts';
import { prepareDatabase } from '../db/prepare-database.ts';
import { openRecords } from '../open-parts.ts';
import type { ServerConfig } from '../read-config.ts';
import { sealedTexts, serverSchema } from '../server-schema.ts';
import { CommandRefused } from './command.ts';
import type { Command } from './command.ts';
import { print, random, systemClock } from './open-for-command.ts';

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
      const by = operatorName('replace-keys');
      await prepareDatabase(database, serverSchema, { by });
      const made = namesOfMissing(config);
      const { ring, auditKeyId } = makeMissingKeys(config);
      const { records } = openRecords({ keyRing: ring, clock: systemClock, random });
      const lost = await giveUpSeals(database, {
        entities: serverSchema.entities,
        sealedTexts,
        keyIds: ring.map(({ id }) => id),
        onGivenUp: async (sql, lostByTenantId) =>
          await auditCommand({ records, nowMs: systemClock.nowMs }, sql, {
            by,
            action: 'server.keys-replaced',
            resourceType: 'keys',
            detailsOf: (tenantId) => ({
              made,
              sealKey: ring[0].id,
              auditKey: auditKeyId,
              valuesGivenUp: lostByTenantId.get(tenantId) ?? 0,
            }),
          }),
      });
      print(
        `The keys are there. ${String(lost)} values that they do not open were given up. Servers that run have to be started anew to know them.`,
      );
      return 0;
    } finally {
      await database.close();
    }
  },
};

/** Of the files only, so that the audit names no folder of the machine. */
function namesOfMissing({ keyRingFile, auditKeyFile }: ServerConfig): readonly string[] {
  return [keyRingFile, auditKeyFile].filter((file) => !existsSync(file)).map((file) => path.basename(file));
}

/** Those that are there stay. */
function makeMissingKeys({ keyRingFile, auditKeyFile }: ServerConfig): {
  readonly ring: KeyRing;
  readonly auditKeyId: string;
} {
  mkdirSync(path.dirname(keyRingFile), { recursive: true, mode: 0o700 });
  const { id } = openAuditKey(auditKeyFile);
  return { ring: openKeyRing(keyRingFile), auditKeyId: id };
}
