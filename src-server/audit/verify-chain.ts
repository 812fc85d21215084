/*
 * Checks a tenant's chain from its first link to its last, and against every digest that was signed of it.
 */
import { createHash } from 'node:crypto';

import { digestText, hashOfNothing, personalText } from '#shared/audit/audit-digest.ts';
import { auditDigestEntity, auditEventEntity } from '#shared/audit/audit-entities.ts';
import type { AuditEventRecord } from '#shared/audit/audit-entities.ts';
import type { ChainProblem, ChainReport } from '#shared/audit/audit-server-api.ts';
import { rowCodec } from '#shared/schema/row-codec.ts';

import type { Sql, SqlRow } from '../db/server-database.ts';
import type { AuditKey } from './audit-key.ts';
import { linkHash } from './chain-events.ts';
import { isGivenUp, isRestoreTrue } from './restores.ts';
import type { SignedRestore } from './restores.ts';
import type { SignedDigest } from './sign-digests.ts';

export type VerifyDeps = {
  readonly key: AuditKey;
  /** Those that lie outside the database. */
  readonly digests: readonly SignedDigest[];
  /** Those that lie beside them. */
  readonly restores: readonly SignedRestore[];
  readonly nowMs: number;
};

const linksAtOnce = 1_000;
/** More than are ever looked at; the report says whether the chain is whole in any case. */
const problemsMax = 1_000;
/** An event that is older and in no chain has been put there behind the server's back, or the chainer stands still. */
const unchainedMsMax = 5 * 60_000;

const eventCodec = rowCodec(auditEventEntity, 'postgres');
const digestCodec = rowCodec(auditDigestEntity, 'postgres');

type Walk = {
  number: number;
  hash: string;
  readonly problems: ChainProblem[];
  readonly signedHashes: Map<number, string>;
};

/** In a reach that may read the audit. */
export async function verifyChain(sql: Sql, { key, digests, restores, nowMs }: VerifyDeps): Promise<ChainReport> {
  const kept = await readDigests(sql);
  // The same one is usually in both places.
  const all = [
    ...new Map(
      [...kept, ...digests].map((digest) => [`${String(digest.number)} ${digest.signature}`, digest]),
    ).values(),
  ];
  // The hash of these links is looked at when the walk comes by.
  const signedHashes = new Map([...all, ...restores].map(({ number }) => [number, '']));
  const walk: Walk = { number: 0, hash: hashOfNothing, problems: [], signedHashes };
  for (let count = linksAtOnce; count === linksAtOnce;) {
    // oxlint-disable-next-line no-await-in-loop -- One page after the other.
    count = await walkPage(sql, walk);
  }
  const trueRestores = findTrueRestores(walk, restores, key);
  checkDigests(walk, { digests: all, restores: trueRestores, key });
  await findUnchained(sql, walk, nowMs);
  const problems = walk.problems.slice(0, problemsMax);
  return {
    isWhole: problems.length === 0,
    events: walk.number,
    digests: all.length,
    checkedAt: nowMs,
    problems,
    restores: trueRestores
      .toSorted((a, b) => a.restoredAt - b.restoredAt)
      .map(({ restoredAt, by, backup, backupMadeAt, number, lost }) => ({
        restoredAt,
        by,
        backup,
        backupMadeAt,
        number,
        lost,
      })),
  };
}

async function walkPage(sql: Sql, walk: Walk): Promise<number> {
  const columns = eventCodec.recordColumns.map((column) => `event.${column}`).join(', ');
  const rows = await sql.query(
    `SELECT link.number AS link_number, link.hash AS link_hash, link.event_id AS link_event, ${columns}
     FROM audit_links link LEFT JOIN audit_events event ON event.id = link.event_id
     WHERE link.number > $1 ORDER BY link.number LIMIT ${String(linksAtOnce)}`,
    [walk.number],
  );
  for (const row of rows) walkLink(walk, row);
  return rows.length;
}

function walkLink(walk: Walk, row: SqlRow): void {
  const number = Number(row['link_number']);
  const hash = String(row['link_hash']);
  const eventId = String(row['link_event']);
  const problem = (kind: ChainProblem['kind'], at = number): void =>
    void walk.problems.push({ kind, number: at, eventId });
  if (number !== walk.number + 1) problem('link-missing', walk.number + 1);
  if (row['id'] === null) problem('event-missing');
  else {
    const event = eventCodec.rowToRecord(row) as AuditEventRecord; // The codec is the entity's.
    // After a gap nobody knows the hash before; the gap has been told.
    const isFollowing = number === walk.number + 1;
    if (!isPersonalPartTrue(event) || (isFollowing && linkHash(event, number, walk.hash) !== hash))
      problem('event-changed');
  }
  if (walk.signedHashes.has(number)) walk.signedHashes.set(number, hash);
  walk.number = number;
  walk.hash = hash; // As it stands, so that one broken link is told once.
}

function isPersonalPartTrue(event: AuditEventRecord): boolean {
  const { personalSalt, userId, details, ipAddress, userAgent, personalDigest } = event;
  // Erased: what it said is gone, and its digest is still in the chain.
  if (personalSalt === null) return userId === null && details === null && ipAddress === null && userAgent === null;
  return createHash('sha256').update(personalText(event, personalSalt)).digest('hex') === personalDigest;
}

async function readDigests(sql: Sql): Promise<readonly SignedDigest[]> {
  const rows = await sql.query(`SELECT ${digestCodec.recordColumns.join(', ')} FROM audit_digests ORDER BY number`);
  return rows.map((row) => digestCodec.rowToRecord(row) as unknown as SignedDigest); // The entity has these fields.
}

/** One that nobody could sign who writes to the database alone excuses nothing, and shows itself. */
function findTrueRestores(walk: Walk, restores: readonly SignedRestore[], key: AuditKey): readonly SignedRestore[] {
  const isTrue = (restore: SignedRestore): boolean => isRestoreTrue(restore, key);
  for (const { number } of restores.filter((restore) => !isTrue(restore)))
    walk.problems.push({ kind: 'restore-forged', number, eventId: null });
  return restores.filter(isTrue);
}

type Signed = {
  readonly digests: readonly SignedDigest[];
  readonly restores: readonly SignedRestore[];
  readonly key: AuditKey;
};

function checkDigests(walk: Walk, { digests, restores, key }: Signed): void {
  const problem = (kind: ChainProblem['kind'], number: number): void =>
    void walk.problems.push({ kind, number, eventId: null });
  const isForged = (digest: SignedDigest): boolean =>
    digest.keyId !== key.id || !key.verify(digestText(digest), digest.signature);
  for (const { number } of digests.filter(isForged)) problem('digest-forged', number);
  const heads = restores.map(({ number, hash, restoredAt }) => ({ number, hash, signedAt: restoredAt }));
  for (const promised of [...digests.filter((digest) => !isForged(digest)), ...heads]) {
    const { number, hash } = promised;
    if (number === 0 || walk.signedHashes.get(number) === hash || isGivenUp(promised, restores)) continue;
    problem(number > walk.number ? 'tail-cut' : 'link-changed', number);
  }
}

async function findUnchained(sql: Sql, walk: Walk, nowMs: number): Promise<void> {
  const rows = await sql.query(
    `SELECT event.id FROM audit_events event LEFT JOIN audit_links link ON link.event_id = event.id
     WHERE link.id IS NULL AND event.timestamp < $1 LIMIT ${String(problemsMax)}`,
    [new Date(nowMs - unchainedMsMax).toISOString()],
  );
  for (const row of rows) walk.problems.push({ kind: 'not-chained', number: null, eventId: String(row['id']) });
}
