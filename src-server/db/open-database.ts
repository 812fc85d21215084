import { openPglite } from './open-pglite.ts';
import { openPostgres } from './open-postgres.ts';
import type { PostgresOptions } from './open-postgres.ts';
import type { ServerDatabase } from './server-database.ts';

/** By its address: `postgres://…` or `postgresql://…`; `memory://` for a PGlite that ends with the process; else its folder. */
export async function openDatabase(address: string, options?: PostgresOptions): Promise<ServerDatabase> {
  return isPostgresUrl(address)
    ? openPostgres(address, options)
    : await openPglite(address === 'memory://' ? undefined : address);
}

export function isPostgresUrl(address: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(address);
}
