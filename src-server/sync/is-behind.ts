import type { ServerCall } from '../rpc/server-call.ts';
import type { SyncDeps } from './sync-deps.ts';

/**
 * Whether a newer server works on the same database: while servers are updated one after the other, or where this one was set
 * back. Its records may have fields that this program does not know, and would leave out of a first load; whoever loads them has
 * a cursor after the changes that made them, and would never hear of these fields again.
 */
export async function isBehind({ schemaVersion }: SyncDeps, { sql }: ServerCall): Promise<boolean> {
  const [row] = await sql.query('SELECT max(number) AS version FROM public.server_migrations');
  return Number(row?.['version']) > schemaVersion;
}
