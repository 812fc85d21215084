/*
 * The first start: as long as there is no tenant, the server shows a link; whoever has it makes the first tenant and is its
 * administrator, and the server's. The link works once, and only the latest one.
 */
import { tenantEntity } from '#shared/tenancy/tenancy-entities.ts';
import { fail, ok } from '#shared/base/result.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';

import type { ServerDatabase, Sql } from '../db/server-database.ts';
import type { ServerHandlersOf } from '../rpc/server-call.ts';
import type { ServerApi } from '#shared/server-api.ts';
import { beginSession } from './begin-session.ts';
import { createUser } from './create-user.ts';
import type { AccessDeps } from './access-deps.ts';
import { createSecret, isSecretOf } from './tokens.ts';
import type { TokenParts } from './tokens.ts';

type SetUp = ServerHandlersOf<ServerApi['access']>['setUp'];

const stateKey = 'setup-link';

/** A new link when there is no tenant yet, else undefined. Earlier links end. */
export async function offerSetUp(database: ServerDatabase, newId: () => string): Promise<TokenParts | undefined> {
  return await database.transaction({ role: 'operator' }, async (sql) => {
    if (await hasTenant(sql)) return undefined;
    const id = newId();
    const { secret, secretHash } = createSecret();
    await sql.query(
      `INSERT INTO server_state (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`,
      [stateKey, JSON.stringify({ id, secretHash })],
    );
    return { kind: 'setup', id, secret };
  });
}

export async function hasTenant(sql: Sql): Promise<boolean> {
  const [row] = await sql.query('SELECT EXISTS (SELECT FROM tenants WHERE deleted_at IS NULL) AS found');
  return row?.['found'] === true;
}

export function createSetUp(deps: AccessDeps): SetUp {
  const { passwords, records, newId } = deps;
  return async (input, call) => {
    const { sql } = call;
    await sql.enter({ role: 'operator' });
    // Locked, so that of two who use the link at once one comes too late.
    const [row] = await sql.query('SELECT value FROM server_state WHERE key = $1 FOR UPDATE', [stateKey]);
    if (row === undefined || !isLink(row['value'], input) || (await hasTenant(sql)))
      return fail({ kind: 'link-unusable' });
    const { tenantName, slug, name, email, password, device } = input;
    const weakness = passwords.weakness(password, [tenantName, slug, name, email]);
    if (weakness !== undefined) return fail({ kind: 'password-weak', reason: weakness });
    const passwordHash = await passwords.hash(password);
    await sql.query('DELETE FROM server_state WHERE key = $1', [stateKey]);
    const tenantId = newId();
    await records.insert(sql, tenantEntity, [
      { id: tenantId, tenantId, name: tenantName, slug, config: {}, status: 'active' },
    ]);
    // Nobody is there yet who could permit it: the first administrator is made by the server itself.
    await sql.enter({ role: 'app', tenantId, userId: null, permissions: [...permissions], mode: 'write' });
    const user = await createUser(deps, call, {
      tenantId,
      email,
      name,
      passwordHash,
      roleIds: ['super_admin'],
      assignedBy: null,
    });
    await call.audit(
      { action: 'tenant.created', resourceType: 'tenant', resourceId: tenantId, details: { slug } },
      { tenantId, userId: user.id },
    );
    await sql.enter({ role: 'access' });
    return ok(await beginSession(deps, call, { tenantId, userId: user.id, device, by: 'setup' }));
  };
}

function isLink(value: unknown, { id, secret }: { readonly id: string; readonly secret: string }): boolean {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('secretHash' in value)) return false;
  return value.id === id && isSecretOf(secret, String(value.secretHash));
}
