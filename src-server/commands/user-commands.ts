import { failureText } from '#shared/failure-texts.ts';

import { createReset, resetting } from '../access/reset-password.ts';
import { createUserHandlers } from '../access/user-handlers.ts';
import type { Sql } from '../db/server-database.ts';
import type { ServerConfig } from '../read-config.ts';
import { enterAsServer } from '../rpc/server-call.ts';
import { serverSchema } from '../server-schema.ts';
import { CommandRefused } from './command.ts';
import type { Command } from './command.ts';
import { commandCall, getTenantId, print, printTable, withServer } from './open-for-command.ts';
import type { OpenedServer } from './open-for-command.ts';

const usage = 'users SLUG [suspend|restore|reset|reset-factor EMAIL]';
const verbs = ['suspend', 'restore', 'reset', 'reset-factor'] as const;
type Verb = (typeof verbs)[number];

/** Who is in a tenant; and what an administrator does who cannot sign in: a link for a new password, or no second factor any more. */
export const usersCommand: Command = {
  name: 'users',
  usage,
  help: "Shows a tenant's people; suspends or restores one, makes a link for a new password, or takes a lost second factor away",
  wordsMax: 3,
  run: async (config, [slug, word, email]) => {
    const verb = verbs.find((known) => known === word);
    if (slug === undefined || verb !== word || (verb !== undefined && email === undefined))
      throw new CommandRefused(`Say ${usage}.`);
    return await withServer(config, 'users', async (opened) => {
      const tenantId = await getTenantId(opened, slug);
      const mode = verb === undefined ? 'read' : 'write';
      return await opened.database.transaction(
        { role: 'app', tenantId, userId: null, permissions: resetting, mode },
        async (sql) => {
          if (verb === undefined) return await listUsers(sql);
          return await act(opened, sql, { config, tenantId, verb, email: (email ?? '').toLowerCase() });
        },
      );
    });
  },
};

async function listUsers(sql: Sql): Promise<number> {
  const rows = await sql.query(`SELECT email, name, role, status, deleted_at, EXISTS (
       SELECT FROM second_factors factor WHERE factor.user_id = users.id AND factor.confirmed_at IS NOT NULL
     ) AS has_factor
     FROM users ORDER BY email`);
  printTable(
    ['e-mail', 'name', 'role', 'status', 'second factor'],
    rows.map((row) => [
      String(row['email']),
      String(row['name']),
      String(row['role']),
      row['deleted_at'] === null ? String(row['status']) : 'deleted',
      row['has_factor'] === true ? 'yes' : 'no',
    ]),
  );
  return 0;
}

type Acting = {
  readonly config: ServerConfig;
  readonly tenantId: string;
  readonly verb: Verb;
  readonly email: string;
};

async function act(opened: OpenedServer, sql: Sql, { config, tenantId, verb, email }: Acting): Promise<number> {
  // Of several, one that is there before those that were deleted.
  const [user] = await sql.query(
    'SELECT id, status, deleted_at FROM users WHERE email = $1 ORDER BY deleted_at NULLS FIRST LIMIT 1',
    [email],
  );
  if (user === undefined) throw new CommandRefused(`There is nobody with the e-mail ${email} in this tenant.`);
  const id = String(user['id']);
  const call = commandCall(opened, sql, { command: `users ${verb}`, tenantId });
  const { publicAddress } = config;
  if (verb === 'reset') {
    if (user['status'] !== 'active' || user['deleted_at'] !== null)
      throw new CommandRefused(`${email} may not sign in. Restore the account first.`);
    await enterAsServer(call, tenantId, { permissions: resetting });
    const { link } = await createReset({ ...opened, publicAddress }, call, { tenantId, userId: id });
    print(`Give this to ${email}; it works once, within the hour:\n\n  ${link}\n`);
    return 0;
  }
  const users = createUserHandlers({
    ...opened,
    entities: serverSchema.entities,
    // The server sends what is queued here.
    sendsMail: config.mailServer !== null,
  });
  const { suspend, restore, resetSecondFactor } = users;
  const work = { suspend, restore, 'reset-factor': resetSecondFactor }[verb];
  const done = await work({ id }, call);
  if (done.ok && verb === 'reset-factor')
    print(`${email} has no second factor any more, and is signed out everywhere.`);
  else if (done.ok) print(`${email} is ${done.value.status}.`);
  else {
    const { title, remedy } = failureText(done.failure, process.platform);
    // What is thrown takes back what was begun.
    throw new CommandRefused(`${title}. ${remedy}`);
  }
  return 0;
}
