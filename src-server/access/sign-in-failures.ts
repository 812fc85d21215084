/*
 * How often signing in has failed, by e-mail and by address, for all server processes together. After a few failures each next
 * try has to wait longer; nobody is locked out for good, or anybody could lock anybody out.
 */
import { createHash } from 'node:crypto';

import type { Sql } from '../db/server-database.ts';
import { callerOf } from '../http/client-address.ts';
import type { ServerCall } from '../rpc/server-call.ts';

export type Subjects = { readonly email: string; readonly address: string };
type Asked = Pick<ServerCall, 'sql' | 'nowMs'>;

/** Failures that cost nothing: a person who mistypes. From behind one address come many people. */
const freeFailures = { email: 5, address: 50 };
const firstWaitMs = 30_000;
const waitMsMax = 15 * 60_000;
/** After so long without a failure it is forgotten. */
const forgetMs = 24 * 3_600_000;

/**
 * Wrong codes are counted by the person, beside the wrong passwords of an e-mail: with that e-mail somebody may have an account in
 * an organisation of their own, whose password they know, and would forgive themselves.
 */
export function codeSubjects({ address }: Pick<ServerCall, 'address'>, userId: string): Subjects {
  return { email: `second factor of ${userId}`, address };
}

/** Seconds. */
export type Waits = { readonly email: number; readonly address: number };

export async function secondsToWait(asked: Asked, subjects: Subjects): Promise<number> {
  return longest(await waitsOf(asked, subjects));
}

export function longest({ email, address }: Waits): number {
  return Math.max(email, address);
}

/** In the reach `access`. */
export async function waitsOf({ sql, nowMs }: Asked, subjects: Subjects): Promise<Waits> {
  const counted = subjectsOf(subjects);
  const rows = await sql.query(
    'SELECT subject, failures, last_at FROM sign_in_failures WHERE subject IN ($1, $2)',
    counted.map(({ subject }) => subject),
  );
  const [email = 0, address = 0] = counted.map(({ subject, free }) => {
    const row = rows.find((each) => each['subject'] === subject);
    if (row === undefined || !(row['last_at'] instanceof Date)) return 0;
    const over = Number(row['failures']) - free;
    // A clock that was put back makes nobody wait for longer.
    const sinceMs = Math.max(0, nowMs - row['last_at'].getTime());
    if (over < 0 || sinceMs > forgetMs) return 0;
    return Math.ceil(Math.max(0, Math.min(firstWaitMs * 2 ** over, waitMsMax) - sinceMs) / 1000);
  });
  return { email, address };
}

export async function countFailure({ sql, nowMs }: Asked, subjects: Subjects): Promise<void> {
  const now = new Date(nowMs).toISOString();
  const forgotten = new Date(nowMs - forgetMs).toISOString();
  // In one order, or two that fail at once could wait for each other.
  const counted = subjectsOf(subjects).map(({ subject }) => subject);
  await sql.query(
    `INSERT INTO sign_in_failures (subject, failures, first_at, last_at) VALUES ($1, 1, $3, $3), ($2, 1, $3, $3)
     ON CONFLICT (subject) DO UPDATE SET
       failures = CASE WHEN sign_in_failures.last_at < $4 THEN 1 ELSE sign_in_failures.failures + 1 END,
       first_at = CASE WHEN sign_in_failures.last_at < $4 THEN $3 ELSE sign_in_failures.first_at END,
       last_at = $3`,
    [...counted, now, forgotten],
  );
}

/** Of the e-mail only: an address that guesses does not buy itself free with an account of its own. */
export async function clearFailures(sql: Sql, email: string): Promise<void> {
  await sql.query('DELETE FROM sign_in_failures WHERE subject = $1', [subjectOf('email', email)]);
}

/** What nobody needs to be reminded of any more. */
export async function forgetFailures({ sql, nowMs }: Asked): Promise<void> {
  await sql.query('DELETE FROM sign_in_failures WHERE last_at < $1', [new Date(nowMs - forgetMs).toISOString()]);
}

function subjectsOf({ email, address }: Subjects): readonly { readonly subject: string; readonly free: number }[] {
  return [
    { subject: subjectOf('email', email), free: freeFailures.email },
    { subject: subjectOf('address', callerOf(address)), free: freeFailures.address },
  ];
}

/** Hashed: the table is not to be a list of who has tried. */
function subjectOf(kind: 'email' | 'address', text: string): string {
  return `${kind}:${createHash('sha256').update(text).digest('hex')}`;
}
