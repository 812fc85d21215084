/*
 * Row-level security of every table, as one list of statements made from the entities. It is complete: it takes away what was
 * there and says everything anew, so that no policy or grant of an older program is left behind.
 *
 * `triptych_app` has the policies of row-rules.ts. `triptych_access` reads the few columns that finding out who asks takes;
 * `triptych_operator` has the tenants. The owner of the tables is held to the policies too (FORCE), and sees rows only in a
 * transaction that says it is upkeep: a query that has left its reach sees none.
 */
import { snakeCase } from '#shared/schema/entity.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { columnsOf, isStoredEntity } from '#shared/schema/table-sql.ts';
import { accessFields } from './access-fields.ts';
import { appFunctionsSql } from './app-functions.ts';
import { blobSecuritySql } from './blob-security.ts';
import { roleNames } from './reach-sql.ts';
import { removeTenantSql } from './remove-tenant.ts';
import { erasableColumns, rowRules } from './row-rules.ts';
import type { SecuritySchema } from './row-rules.ts';
import { syncSecuritySql } from './sync-security.ts';

const { app, access, operator } = roleNames;

export function rowSecuritySql(schema: SecuritySchema): readonly string[] {
  const stored = schema.entities.filter((entity) => isStoredEntity(entity, 'postgres'));
  return [
    dropPolicies,
    `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, ${app}, ${access}, ${operator}`,
    'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
    `GRANT USAGE ON SCHEMA public TO ${app}, ${access}, ${operator}`,
    ...appFunctionsSql(),
    ...stored.flatMap((entity) => tableSql(entity, schema)),
    ...syncSecuritySql(schema),
    ...blobSecuritySql(schema),
    ...removeTenantSql(stored),
    `GRANT SELECT, INSERT, UPDATE, DELETE ON public.server_state TO ${operator}`,
    `GRANT SELECT ON public.server_migrations TO ${app}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON public.sign_in_failures TO ${access}`,
  ];
}

const dropPolicies = `DO $$
DECLARE policy record;
BEGIN
  FOR policy IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP POLICY %I ON public.%I', policy.policyname, policy.tablename);
  END LOOP;
END $$`;

function tableSql(entity: AnyEntity, schema: SecuritySchema): readonly string[] {
  const table = `public.${entity.table}`;
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY upkeep ON ${table} TO CURRENT_USER USING (current_setting('app.upkeep', true) = 'on')`,
    ...appSql(entity, schema),
    ...accessSql(entity),
    ...(entity.name === 'tenant' ? operatorSql(table) : []),
    ...(entity.permissions.isAppendOnly === true ? keepSql(entity) : []),
  ];
}

function appSql(entity: AnyEntity, schema: SecuritySchema): readonly string[] {
  const rules = rowRules(entity, schema);
  const table = `public.${entity.table}`;
  const statements = [
    `GRANT SELECT ON ${table} TO ${app}`,
    `CREATE POLICY app_select ON ${table} FOR SELECT TO ${app} USING (${rules.select})`,
  ];
  if (rules.insert !== null) {
    statements.push(
      `GRANT INSERT ON ${table} TO ${app}`,
      `CREATE POLICY app_insert ON ${table} FOR INSERT TO ${app} WITH CHECK (${rules.insert})`,
    );
  }
  if (rules.update !== null) {
    const { using, check } = rules.update;
    statements.push(
      `GRANT UPDATE (${rules.updatableColumns.join(', ')}) ON ${table} TO ${app}`,
      `CREATE POLICY app_update ON ${table} FOR UPDATE TO ${app} USING (${using}) WITH CHECK (${check})`,
    );
  }
  if (rules.delete !== null) {
    statements.push(
      `GRANT DELETE ON ${table} TO ${app}`,
      `CREATE POLICY app_delete ON ${table} FOR DELETE TO ${app} USING (${rules.delete})`,
    );
  }
  return statements;
}

// The login is a member of all three roles, and has what they have where it inherits: so these ask who one is at this moment.
const isRole = (role: string): string => `current_user = '${role}'`;

function accessSql({ name, table }: AnyEntity): readonly string[] {
  const fields = accessFields[name];
  if (fields === undefined) return [];
  return [
    `GRANT SELECT (${fields.map(snakeCase).join(', ')}) ON public.${table} TO ${access}`,
    `CREATE POLICY access_select ON public.${table} FOR SELECT TO ${access} USING (${isRole(access)})`,
  ];
}

function operatorSql(table: string): readonly string[] {
  return [
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO ${operator}`,
    `CREATE POLICY operator_all ON ${table} TO ${operator} USING (${isRole(operator)})`,
  ];
}

/** What is kept as it is, is kept so by a trigger: it holds for the owner of the tables too. */
function keepSql(entity: AnyEntity): readonly string[] {
  const erasable = erasableColumns(entity);
  const kept = columnsOf(entity, 'postgres').filter(({ name }) => !erasable.includes(name));
  const differs = [
    `(${kept.map(({ name }) => `NEW.${name}`).join(', ')}) IS DISTINCT FROM (${kept.map(({ name }) => `OLD.${name}`).join(', ')})`,
    ...erasable.map((name) => `(NEW.${name} IS NOT NULL AND NEW.${name} IS DISTINCT FROM OLD.${name})`),
  ];
  const trigger = `keep_${entity.table}`;
  return [
    `CREATE OR REPLACE FUNCTION public.${trigger}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF ${differs.join(' OR ')} THEN
    RAISE EXCEPTION 'What has been written to ${entity.table} is not changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$`,
    `DROP TRIGGER IF EXISTS ${trigger} ON public.${entity.table}`,
    `CREATE TRIGGER ${trigger} BEFORE UPDATE ON public.${entity.table} FOR EACH ROW EXECUTE FUNCTION public.${trigger}()`,
  ];
}
