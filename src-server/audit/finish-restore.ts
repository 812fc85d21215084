/*
 * Puts down what a restore did: each tenant whose chain went back gets its entry (restores.ts), and every tenant an event. Called by
 * the command itself, and by whoever opens the database next, in case that it was cut off.
 */
import { readdir } from 'node:fs/promises';

import { hashOfNothing, restoreText } from '#shared/audit/audit-digest.ts';
import { instantOf } from '#shared/base/instant.ts';

import type { ServerDatabase } from '../db/server-database.ts';
import { auditCommand } from './audit-command.ts';
import { begunFile, forgetBegun, isBegunTrue, readBegun, takeMark } from './begin-restore.ts';
import type { RestoreBegun } from './begin-restore.ts';
import type { ChainHead } from './chain-events.ts';
import { appendRestore, isGivenUp, isRestoreTrue, readAllRestores, readRestores } from './restores.ts';
import type { SignedRestore } from './restores.ts';
import { readDigestFile } from './sign-digests.ts';
import type { DigestDeps } from './sign-digests.ts';

type FinishDeps = DigestDeps & { readonly log: (sentence: string) => void };

/** Puts down what a restore that has begun did to the chains; nothing where none has. Returns what was put down. */
export async function finishRestore(deps: FinishDeps): Promise<readonly SignedRestore[]> {
  const { database, key, folder, log } = deps;
  const begun = await readBegun(folder);
  if (begun === undefined) return [];
  if (!isBegunTrue(begun, key)) {
    log(`${begunFile(folder)} was not signed by this server and is passed over: delete it.`);
    return [];
  }
  if (await takeMark(database, begun)) {
    await forgetBegun(folder); // It failed, or was cut off before it changed anything.
    return [];
  }
  const rows = await database.asOwner(async ({ query }) => await query('SELECT id FROM tenants'));
  const there = new Set(rows.map((row) => String(row['id'])));
  const written: SignedRestore[] = [];
  for (const tenantId of new Set([...there, ...Object.keys(begun.reached), ...(await signedTenants(folder))])) {
    // oxlint-disable-next-line no-await-in-loop -- One after the other: they go to one file.
    const restore = await describeRestore(deps, begun, tenantId);
    if (restore === undefined) continue;
    // oxlint-disable-next-line no-await-in-loop -- The same.
    await appendRestore(folder, restore);
    written.push(restore);
  }
  await writeEvents(deps, begun);
  await forgetBegun(folder);
  return written;
}

/** Undefined for a tenant whose chain holds all that it ever promised, and for one that has its entry already. */
async function describeRestore(
  { database, key, folder, nowMs }: FinishDeps,
  begun: RestoreBegun,
  tenantId: string,
): Promise<SignedRestore | undefined> {
  const earlier = (await readRestores(folder, tenantId)).filter((restore) => isRestoreTrue(restore, key));
  if (earlier.some(({ restoredAt }) => restoredAt >= begun.startedAt)) return undefined;
  const digests = await readDigestFile(folder, tenantId);
  const heads = earlier.map(({ number, hash, restoredAt }) => ({ number, hash, signedAt: restoredAt }));
  const promised = [...digests, ...heads].toSorted((a, b) => a.signedAt - b.signedAt);
  const links = await readLinks(
    database,
    tenantId,
    promised.map(({ number }) => number),
  );
  const isKept = ({ number, hash }: ChainHead): boolean => number === 0 || links.hashes.get(number) === hash;
  const current = promised.filter((each) => !isGivenUp(each, earlier));
  const last = current.at(-1) ?? { number: 0, hash: hashOfNothing, signedAt: 0 };
  const reached = Math.max(last.number, begun.reached[tenantId] ?? 0);
  if (isKept(last) && links.events >= reached) return undefined;
  // Where the back-up is of a branch that an earlier restore left, the two part at the last head that both have.
  const isLeftBranch = promised.some((each) => isGivenUp(each, earlier) && isKept(each));
  const isSameBranch = !isLeftBranch && current.every((each) => each.number > links.head.number || isKept(each));
  const parted = isSameBranch ? links.events : Math.max(0, ...current.filter(isKept).map(({ number }) => number));
  const unsigned = {
    tenantId,
    restoredAt: Math.max(nowMs(), begun.startedAt, (promised.at(-1)?.signedAt ?? 0) + 1),
    by: begun.by,
    backup: begun.backup,
    backupSha256: begun.backupSha256,
    backupMadeAt: begun.backupMadeAt,
    ...links.head,
    lost: Math.max(0, reached - parted),
    keyId: key.id,
  };
  return { ...unsigned, signature: key.sign(restoreText(unsigned)) };
}

type Links = {
  readonly head: ChainHead;
  readonly events: number;
  readonly hashes: ReadonlyMap<number, string>;
};

/** As the owner, since cancelled tenants have a chain too. */
async function readLinks(database: ServerDatabase, tenantId: string, numbers: readonly number[]): Promise<Links> {
  return await database.asOwner(async ({ query }) => {
    const [head] = await query(
      'SELECT number, hash FROM audit_links WHERE tenant_id = $1 ORDER BY number DESC LIMIT 1',
      [tenantId],
    );
    const [count] = await query('SELECT count(*) AS events FROM audit_events WHERE tenant_id = $1', [tenantId]);
    const found = await query('SELECT number, hash FROM audit_links WHERE tenant_id = $1 AND number = ANY($2::int[])', [
      tenantId,
      numbers,
    ]);
    return {
      head:
        head === undefined
          ? { number: 0, hash: hashOfNothing }
          : { number: Number(head['number']), hash: String(head['hash']) },
      events: Number(count?.['events'] ?? 0),
      hashes: new Map(found.map((row) => [Number(row['number']), String(row['hash'])])),
    };
  });
}

/** For whoever looks through the audit in the app: of every tenant, also where nothing is gone, and once, whoever is cut off. */
async function writeEvents({ database, records, key, folder, nowMs }: FinishDeps, begun: RestoreBegun): Promise<void> {
  const { startedAt, by, backup } = begun;
  const entries = (await readAllRestores(folder)).filter((entry) => isRestoreTrue(entry, key));
  const lost = new Map(
    entries.filter(({ restoredAt }) => restoredAt >= startedAt).map((entry) => [entry.tenantId, entry.lost]),
  );
  await database.asOwner(async (sql) => {
    const rows = await sql.query(
      `INSERT INTO server_state (key, value) VALUES ($1, $2)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value
       WHERE server_state.value <> excluded.value
       RETURNING key`,
      [toldKey, String(startedAt)],
    );
    if (rows.length === 0) return;
    await auditCommand({ records, nowMs: () => instantOf(nowMs()) }, sql, {
      by,
      action: 'server.restored',
      resourceType: 'backup',
      resourceId: backup,
      detailsOf: (tenantId) => ({ lost: lost.get(tenantId) ?? 0 }),
    });
  });
}

/** In `server_state`: the restore of which the audit tells. */
const toldKey = 'restore-told';

/** Those of which there are digests: a tenant may be newer than the back-up. */
async function signedTenants(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  // What is no tenant's name has no digests, and so nothing to put down.
  return names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length));
}
