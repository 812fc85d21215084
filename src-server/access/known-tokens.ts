import type { ServerDatabase } from '../db/server-database.ts';

/** By the id that is in the token. */
export type KnownTokens = ReadonlyMap<string, { readonly secretHash: string; readonly userId: string }>;

/** Some 300 bytes each. Whoever comes after these is a stranger once. */
const knownMax = 10_000;

const sessionsSql = `SELECT id, user_id, secret_hash FROM sessions
  WHERE ended_at IS NULL AND expires_at > now() ORDER BY last_seen_at DESC LIMIT ${String(knownMax)}`;
const apiTokensSql = `SELECT id, user_id, secret_hash FROM api_tokens
  WHERE deleted_at IS NULL AND last_used_at IS NOT NULL ORDER BY last_used_at DESC LIMIT ${String(knownMax)}`;

/** Sessions and machines' tokens that are open, those that were used last. */
export async function loadKnownTokens(database: ServerDatabase): Promise<KnownTokens> {
  return await database.transaction({ role: 'access' }, async ({ query }) => {
    const rows = [...(await query(apiTokensSql)), ...(await query(sessionsSql))];
    return new Map(
      rows.map((row) => [
        String(row['id']),
        { secretHash: String(row['secret_hash']), userId: String(row['user_id']) },
      ]),
    );
  });
}
