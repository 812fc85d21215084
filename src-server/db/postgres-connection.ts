import { types } from 'pg';
import type { ClientConfig } from 'pg';

import { planSettings } from './plan-settings.ts';
import { DatabaseAway } from './server-database.ts';
import { sqlStateOf } from './transaction.ts';

export const connectMsMax = 10_000;
/** No query that a client asks takes a hundredth of it; one that does is a mistake, and holds up others. */
const statementMsMax = 30_000;
/** A transaction whose process hangs lets go of its locks. */
const idleInTransactionMsMax = 60_000;

const int8 = 20;
const readInt8 = (text: string): number => {
  const number = Number(text);
  // Counters and sizes; what is larger would be read wrong without a word.
  if (!Number.isSafeInteger(number)) throw new Error(`${text} is too large for a number.`);
  return number;
};

/** Types as PGlite gives them: whole numbers of 64 bits as numbers, JSON parsed, times as dates. */
export function clientConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'triptych',
    connectionTimeoutMillis: connectMsMax,
    statement_timeout: statementMsMax,
    idle_in_transaction_session_timeout: idleInTransactionMsMax,
    keepAlive: true,
    options: planSettings.map((setting) => `-c ${setting}`).join(' '),
    types: {
      // What pg declares for this is wider than what it calls; the parser of a type takes its text.
      getTypeParser: ((id: number, format?: 'text' | 'binary') =>
        id === int8 ? readInt8 : (types.getTypeParser(id, format ?? 'text') as unknown)) as typeof types.getTypeParser,
    },
  };
}

/** Shutting down, crashing or starting (class 57P), or no connection (class 08). */
const lossStates = /^(?:57P0[123]|08...)$/;
const lossCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);
const lossMessages =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;

export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (lossStates.test(sqlStateOf(error) ?? '')) return true;
  return ('code' in error && lossCodes.has(String(error.code))) || lossMessages.test(error.message);
}

const refusedLogin = (url: string) =>
  `PostgreSQL at ${addressWithoutPassword(url)} refuses the name or the password in the address`;
/** PostgreSQL is there, and does not let this program in. */
const refusals: ReadonlyMap<string, (url: string) => string> = new Map([
  ['28P01', refusedLogin],
  ['28000', refusedLogin],
  [
    '3D000',
    (url: string) =>
      `PostgreSQL has no database ${addressWithoutPassword(url)}. See that the address is right, or have an administrator make it`,
  ],
]);

/** A sentence with the address, but never with its password. */
export function awayError(url: string, cause: unknown): DatabaseAway {
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
  const refusal = refusals.get(sqlStateOf(cause) ?? '');
  if (refusal !== undefined) return new DatabaseAway(`${refusal(url)} (${reason}).`, { cause });
  const message = `The database at ${addressWithoutPassword(url)} cannot be reached (${reason}). See that PostgreSQL is running and that the address is right.`;
  return new DatabaseAway(message, { cause });
}

export function addressWithoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'the given address';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
