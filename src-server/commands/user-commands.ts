import { builtInRoles } from '#shared/tenancy/built-in-roles.ts';

import { createSecret, formatToken } from '../access/tokens.ts';
import type { Sql } from '../db/server-database.ts';
import type { ServerConfig } from '../read-config.ts';
import type { Command } from './command.ts';
import { print, printTable, systemClock, withServer } from './open-for-command.ts';
import type { OpenedServer } from './open-for-command.ts';

const resetMs = 3_600_000;
const usage = 'users SLUG [suspend|restore|reset EMAIL]';

/** Who is in a tenant; and what an administrator does who cannot sign in: a link for a new password. */
export const usersCommand: Command = {
  name: 'users',
  usage,
  help: "Shows a tenant's people, suspends or restores one, or makes a link for a new password",
  run: async (config, [slug, verb, email]) => {
    if (slug === undefined || (verb !== undefined && email === undefined)) return misused();
    return await withServer(config, async (opened) => {
      const tenantId = await findTenant(opened, slug);
      if (tenantId === undefined) {
        print(`There is no tenant "${slug}".`);
        return 1;
      }
      return await opened.database.transaction(
        {
          role: 'app',
          tenantId,
          userId: null,
          permissions: ['user:read', 'user:edit', 'session:manage', 'token:manage'],
          mode: verb === undefined ? 'read' : 'write',
        },
        async (sql) => {
          if (verb === undefined) return await listUsers(sql);
          return await act(opened, sql, { config, tenantId, verb, email: (email ?? '').toLowerCase() });
        },
      );
    });
  },
};

function misused(): number {
  print(`Say ${usage}.`);
  return 1;
}

async function findTenant({ database }: OpenedServer, slug: string): Promise<string | undefined> {
  const [row] = await database.transaction(
    { role: 'operator' },
    async ({ query }) => await query('SELECT id FROM tenants WHERE slug = $1 AND deleted_at IS NULL', [slug]),
  );
  return row === undefined ? undefined : String(row['id']);
}

async function listUsers(sql: Sql): Promise<number> {
  const rows = await sql.query('SELECT email, name, role, status, deleted_at FROM users ORDER BY email');
  printTable(
    ['e-mail', 'name', 'role', 'status'],
    rows.map((row) => [
      String(row['email']),
      String(row['name']),
      String(row['role']),
      row['deleted_at'] === null ? String(row['status']) : 'deleted',
    ]),
  );
  return 0;
}

type Acting = {
  readonly config: ServerConfig;
  readonly tenantId: string;
  readonly verb: string;
  readonly email: string;
};

async function act(
  { newId, audit }: OpenedServer,
  sql: Sql,
  { config, tenantId, verb, email }: Acting,
): Promise<number> {
  const [user] = await sql.query('SELECT id FROM users WHERE email = $1 AND deleted_at IS NULL', [email]);
  if (user === undefined) {
    print(`There is nobody with the e-mail ${email} in this tenant.`);
    return 1;
  }
  const id = String(user['id']);
  if (verb === 'suspend' || verb === 'restore') {
    const status = verb === 'suspend' ? 'suspended' : 'active';
    await sql.query('UPDATE users SET status = $2, updated_at = now() WHERE id = $1', [id, status]);
    if (verb === 'suspend') {
      await sql.query(
        `UPDATE sessions SET ended_at = now(), end_reason = 'user-disabled', updated_at = now() WHERE user_id = $1 AND ended_at IS NULL`,
        [id],
      );
    }
    await audit(sql, tenantId, {
      action: `user.${verb}${verb.endsWith('e') ? 'd' : 'ed'}`,
      resourceType: 'user',
      resourceId: id,
    });
    print(`${email} is ${status}.`);
    return 0;
  }
  if (verb !== 'reset') return misused();
  const { secret, secretHash } = createSecret();
  const resetId = newId();
  const now = systemClock.nowMs();
  await sql.query(
    `INSERT INTO password_resets (id, tenant_id, user_id, secret_hash, expires_at, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)`,
    [resetId, tenantId, id, secretHash, new Date(now + resetMs).toISOString(), new Date(now).toISOString()],
  );
  await audit(sql, tenantId, { action: 'access.reset-requested', resourceType: 'user', resourceId: id });
  print(
    `Give this to ${email}; it works once, within the hour:\n\n  ${config.publicAddress}/join#${formatToken({ kind: 'reset', id: resetId, secret })}\n`,
  );
  return 0;
}

export const rolesCommand: Command = {
  name: 'roles',
  usage: 'roles [SLUG]',
  help: "Shows the built-in roles, and a tenant's own",
  run: async (config, [slug]) => {
    printTable(
      ['role', 'permissions', 'for'],
      builtInRoles.map(({ name, permissions, description }) => [name, String(permissions.length), description]),
    );
    if (slug === undefined) return 0;
    return await withServer(config, async (opened) => {
      const tenantId = await findTenant(opened, slug);
      if (tenantId === undefined) {
        print(`There is no tenant "${slug}".`);
        return 1;
      }
      const rows = await opened.database.transaction(
        { role: 'app', tenantId, userId: null, permissions: ['role:read'], mode: 'read' },
        async ({ query }) =>
          await query('SELECT name, description, permissions FROM roles WHERE deleted_at IS NULL ORDER BY name'),
      );
      print('');
      printTable(
        ['own role', 'permissions', 'for'],
        rows.map((row) => [
          String(row['name']),
          Array.isArray(row['permissions']) ? row['permissions'].join(' ') : '',
          String(row['description']),
        ]),
      );
      return 0;
    });
  },
};
