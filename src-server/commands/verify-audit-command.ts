import type { ChainRestore } from '#shared/audit/audit-server-api.ts';

import { chainEvents, chainReach } from '../audit/chain-events.ts';
import { readRestores } from '../audit/restores.ts';
import { readDigestFile } from '../audit/sign-digests.ts';
import { verifyChain } from '../audit/verify-chain.ts';
import { CommandRefused } from './command.ts';
import type { Command } from './command.ts';
import { noTenant, print, systemClock, withServer } from './open-for-command.ts';

/** Checks every tenant's chain; the exit code is 2 when one is not whole, so that a timer can tell somebody. */
export const verifyAuditCommand: Command = {
  name: 'verify-audit',
  usage: 'verify-audit [SLUG]',
  help: "Checks the audit's chains and signed digests; exit code 2 when something is wrong",
  wordsMax: 1,
  run: async (config, [slug]) =>
    await withServer(config, 'verify-audit', async ({ database, records, auditKey: key, digestFolder }) => {
      const { nowMs } = systemClock;
      const found = await database.transaction(
        { role: 'operator' },
        async ({ query }) =>
          await query(
            `SELECT id, slug, status FROM tenants WHERE ($1::text IS NULL OR slug = $1) AND deleted_at IS NULL ORDER BY slug`,
            [slug ?? null],
          ),
      );
      const tenants = found.filter(({ status }) => status !== 'cancelled');
      if (tenants.length === 0) throw nothingToVerify(slug, found.length > 0);
      let isWhole = true;
      for (const tenant of tenants) {
        const tenantId = String(tenant['id']);
        // oxlint-disable-next-line no-await-in-loop -- One after the other.
        await chainEvents({ database, records, nowMs }, tenantId, 'whole');
        // oxlint-disable-next-line no-await-in-loop -- The same.
        const digests = await readDigestFile(digestFolder, tenantId);
        // oxlint-disable-next-line no-await-in-loop -- The same.
        const restores = await readRestores(digestFolder, tenantId);
        // oxlint-disable-next-line no-await-in-loop -- The same.
        const report = await database.transaction(
          chainReach(tenantId),
          async (sql) => await verifyChain(sql, { key, digests, restores, nowMs: nowMs() }),
        );
        print(
          `${String(tenant['slug'])}: ${String(report.events)} events, ${String(report.digests)} signed digests, ${report.isWhole ? 'whole' : 'NOT WHOLE'}`,
        );
        for (const { kind, number, eventId } of report.problems)
          print(`  ${kind} at ${String(number ?? '?')} (${eventId ?? 'no event'})`);
        for (const restore of report.restores) print(`  ${restoreText(restore)}`);
        isWhole &&= report.isWhole;
      }
      return isWhole ? 0 : 2;
    }),
};

function nothingToVerify(slug: string | undefined, isCancelled: boolean): CommandRefused {
  if (slug === undefined) return new CommandRefused('There is no tenant whose audit could be read.');
  return isCancelled
    ? new CommandRefused(`The tenant "${slug}" is cancelled, and so not read. tenants open ${slug} opens it again.`)
    : noTenant(slug);
}

function restoreText({ restoredAt, by, backup, backupMadeAt, number, lost }: ChainRestore): string {
  const from =
    backupMadeAt === null ? `the back-up ${backup}` : `a back-up made at ${timeText(backupMadeAt)} (${backup})`;
  return `restored from ${from} at ${timeText(restoredAt)}, by ${by}; ${String(lost)} events after it are gone: the chain went back to ${String(number)}`;
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
