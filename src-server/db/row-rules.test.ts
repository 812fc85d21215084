import { expect, test } from 'vitest';

import { auditEventEntity, auditLinkEntity } from '#shared/audit/audit-entities.ts';
import { functionVersionEntity } from '#shared/functions/function-entities.ts';
import { projectEntity } from '#shared/matrix/project-entities.ts';
import { defineEntity } from '#shared/schema/entity.ts';
import { text } from '#shared/schema/field.ts';
import { tenantEntity, userPreferenceEntity } from '#shared/tenancy/tenancy-entities.ts';
import { serverSchema } from '../server-schema.ts';
import { accessFields } from './access-fields.ts';
import { rowRules } from './row-rules.ts';
import { rowSecuritySql } from './row-security.ts';

const rulesOf = (entity: Parameters<typeof rowRules>[0]) => rowRules(entity, serverSchema);

test('a new entity of a tenant gets its policies from its scope and permissions', () => {
  const noteEntity = defineEntity('note', {
    scope: 'tenant',
    fields: { body: text() },
    permissions: { read: 'tenant:read', write: 'tenant:edit' },
  });
  const all = rowSecuritySql({ ...serverSchema, entities: [noteEntity] }).filter((sql) => sql.includes('notes'));
  const [removing, ...others] = all.filter((sql) => sql.includes('operator_remove_tenant'));
  const statements = all.filter((sql) => sql !== removing);
  // What removes a tenant takes its rows too.
  expect([removing?.includes('DELETE FROM public.notes WHERE tenant_id = removed_tenant'), others]).toEqual([true, []]);
  const inTenant = 'tenant_id = (SELECT public.app_tenant())';
  const edits = `${inTenant} AND (SELECT public.app_may('tenant:edit'))`;
  expect(statements).toEqual([
    'ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY',
    'ALTER TABLE public.notes FORCE ROW LEVEL SECURITY',
    `CREATE POLICY upkeep ON public.notes TO CURRENT_USER USING (current_setting('app.upkeep', true) = 'on')`,
    'GRANT SELECT ON public.notes TO triptych_app',
    `CREATE POLICY app_select ON public.notes FOR SELECT TO triptych_app USING (${inTenant} AND (SELECT public.app_may('tenant:read')))`,
    'GRANT INSERT ON public.notes TO triptych_app',
    `CREATE POLICY app_insert ON public.notes FOR INSERT TO triptych_app WITH CHECK (${edits})`,
    'GRANT UPDATE (body, created_at, updated_at, deleted_at, clocks) ON public.notes TO triptych_app',
    `CREATE POLICY app_update ON public.notes FOR UPDATE TO triptych_app USING (${edits}) WITH CHECK (${edits})`,
    'GRANT DELETE ON public.notes TO triptych_app',
    `CREATE POLICY app_delete ON public.notes FOR DELETE TO triptych_app USING (${edits})`,
  ]);
});

test('what is never changed has neither a policy nor a grant for it, but for what it tells of a person', () => {
  expect(rulesOf(auditLinkEntity)).toMatchObject({ update: null, delete: null, updatableColumns: [] });
  expect(rulesOf(auditEventEntity)).toMatchObject({
    delete: null,
    updatableColumns: ['user_id', 'details', 'ip_address', 'user_agent', 'personal_salt'],
  });
});

test('no grant lets a row change whose it is, and a released version only be deleted', () => {
  for (const entity of serverSchema.entities) {
    const { updatableColumns } = rulesOf(entity);
    for (const column of ['id', 'tenant_id', 'workspace_id', 'project_id'])
      expect(updatableColumns).not.toContain(column);
  }
  expect(rulesOf(userPreferenceEntity).updatableColumns).not.toContain('user_id');
  expect(rulesOf(functionVersionEntity).updatableColumns).toEqual(['updated_at', 'deleted_at', 'clocks']);
  expect(rulesOf(tenantEntity).updatableColumns).not.toContain('status');
});

test('an editor may change a project, but not to whom it belongs', () => {
  const { update } = rulesOf(projectEntity);
  expect(update?.using).not.toContain('owner_id');
  expect(update?.check).toContain(`(workspace_id, id, owner_id) IN`);
});

test('every column that the role for signing in reads is one', () => {
  for (const [name, fields = []] of Object.entries(accessFields)) {
    const entity = serverSchema.entities.find((known) => known.name === name);
    expect([name, ...fields.filter((field) => field !== 'id' && entity?.fields[field] === undefined)]).toEqual([name]);
  }
});
