// What people may change of their own, and of what they take part in, without becoming more by it.
import { expect, test } from 'vitest';

import { permissions } from '#shared/rpc/permission-rules.ts';

import { kinds, setupAcme } from './acme.harness.ts';
import { reachOf } from './database.harness.ts';
import { sharedPostgres } from './postgres.harness.ts';
import { sqlStateOf } from './transaction.ts';

const postgres = sharedPostgres();

test.each(kinds)('on %s an editor changes a project of others and does not make it theirs', async (kind) => {
  const database = await setupAcme(kind, postgres);
  await database.asOwner(async ({ run }) => {
    await run(`INSERT INTO workspaces (id, tenant_id, workspace_id, name, description, owner_id, settings, created_at, updated_at, clocks)
VALUES ('w', 'acme', 'w', 'W', '', 'bob', '{}', now(), now(), '{}');
INSERT INTO workspace_members (id, tenant_id, workspace_id, user_id, role, created_at, updated_at, clocks)
VALUES ('wm', 'acme', 'w', 'ada', 'viewer', now(), now(), '{}');
INSERT INTO projects (id, tenant_id, workspace_id, name, description, owner_id, status, settings, created_at, updated_at, clocks)
VALUES ('p', 'acme', 'w', 'P', '', 'bob', 'draft', '{}', now(), now(), '{}');
INSERT INTO project_memberships (id, tenant_id, workspace_id, project_id, user_id, role, permissions, joined_at, created_at, updated_at, clocks)
VALUES ('pm', 'acme', 'w', 'p', 'ada', 'editor', '{}', now(), now(), now(), '{}')`);
  });
  const given = permissions.filter((name) => name !== 'workspace:manage');
  const write = async (text: string) =>
    await database
      .transaction(reachOf('acme', { given }), async ({ query }) => (await query(`${text} RETURNING id`)).length)
      .catch(sqlStateOf);
  expect(await write(`UPDATE projects SET name = 'Q' WHERE id = 'p'`)).toBe(1);
  expect(await write(`UPDATE projects SET owner_id = 'ada' WHERE id = 'p'`)).toBe('42501');
  expect(await write(`UPDATE project_memberships SET role = 'owner' WHERE id = 'pm'`)).toBe(0);
  expect(await write(`UPDATE workspace_members SET role = 'owner' WHERE id = 'wm'`)).toBe(0);
  expect(await write(`UPDATE workspaces SET owner_id = 'ada' WHERE id = 'w'`)).toBe(0);
  const roles = await database.transaction(
    reachOf('acme', { given }),
    async ({ query }) => await query(`SELECT app_workspace_role('w') AS workspace, app_project_role('p') AS project`),
  );
  expect(roles).toEqual([{ workspace: 'viewer', project: 'editor' }]);
});

test.each(kinds)('on %s a person changes their name, but not what they count as', async (kind) => {
  const database = await setupAcme(kind, postgres);
  await database.asOwner(async ({ run }) => {
    await run(`INSERT INTO users (id, tenant_id, email, name, role, status, is_system, public_metadata, unsafe_metadata, date_joined, created_at, updated_at, clocks)
VALUES ('ada', 'acme', 'ada@example.org', 'Ada', 'viewer', 'active', false, '{}', '{}', now(), now(), now(), '{}')`);
  });
  const given = permissions.filter((name) => name !== 'user:edit');
  const outcomes: unknown[] = [];
  for (const change of [
    `name = 'Eve'`,
    `role = 'admin'`,
    `status = 'suspended'`,
    'is_system = true',
    'deleted_at = now()',
  ]) {
    const text = `UPDATE users SET ${change} WHERE id = 'ada' RETURNING id`;
    const writing = database.transaction(reachOf('acme', { given }), async ({ query }) => (await query(text)).length);
    outcomes.push(await writing.catch(sqlStateOf));
  }
  expect(outcomes).toEqual([1, '42501', '42501', '42501', '42501']);
});
