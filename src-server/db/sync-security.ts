/*
 * Row-level security of the tables that synchronisation keeps beside the records.
 *
 *     sync_changes    seen as the record is that a change is of: its columns are named as the records' are, so that the rules'
 *                     own texts fit, and entities with the same rule share one condition
 *     sync_heads      of one's tenant: whoever writes counts
 *     sync_devices    of one's own devices
 *     sync_outcomes   the same
 *
 * Whoever acts in a tenant may append, as themselves; whether they may write the record that it tells of, the record's own
 * policies say, in the same transaction.
 */
import type { AnyEntity } from '#shared/schema/entity.ts';
import { hasClocks } from '#shared/schema/table-sql.ts';
import { roleNames } from './reach-sql.ts';
import { rowRules } from './row-rules.ts';
import type { SecuritySchema } from './row-rules.ts';

const { app, operator } = roleNames;

export const syncTables = ['sync_heads', 'sync_changes', 'sync_devices', 'sync_outcomes'] as const;

/** Who is said to have made what the server has done by itself. */
export const serverActor = 'server';

const inTenant = 'tenant_id = (SELECT public.app_tenant())';
const person = '(SELECT public.app_user())';
const isServerItself = `${inTenant} AND ${person} IS NULL`;
const isMine = `${inTenant} AND user_id = ${person}`;
const isUpkeep = `${isServerItself} AND (SELECT public.app_may('user:erase'))`;
const isOperator = `current_user = '${operator}'`;

/** What is told to whoever asks for changes: those of records that they may read today. */
export function changesRule(schema: SecuritySchema): string {
  const byRule = Map.groupBy(
    schema.entities.filter((entity) => hasClocks(entity)),
    (entity) => rowRules(entity, schema).select,
  );
  const parts = [...byRule].map(([rule, entities]) => `(${isOneOf(entities)} AND (${rule}))`);
  return `${inTenant} AND (${[...parts, `(${isUpkeep})`].join(' OR ')})`;
}

function isOneOf(entities: readonly AnyEntity[]): string {
  return `entity IN (${entities.map(({ name }) => `'${name}'`).join(', ')})`;
}

export function syncSecuritySql(schema: SecuritySchema): readonly string[] {
  return [
    ...syncTables.flatMap((table) => [
      `ALTER TABLE public.${table} ENABLE ROW LEVEL SECURITY`,
      `ALTER TABLE public.${table} FORCE ROW LEVEL SECURITY`,
      `CREATE POLICY upkeep ON public.${table} TO CURRENT_USER USING (current_setting('app.upkeep', true) = 'on')`,
    ]),
    ...headsSql(),
    ...changesSql(schema),
    ...ownSql('sync_devices', ['last_number', 'last_stamp', 'fence', 'acknowledged', 'taken']),
    ...ownSql('sync_outcomes', []),
  ];
}

/** The operator counts too: a tenant's own record is theirs to make and to suspend. */
function headsSql(): readonly string[] {
  return [
    `GRANT SELECT, INSERT, UPDATE (seq, floor) ON public.sync_heads TO ${app}, ${operator}`,
    `CREATE POLICY app_all ON public.sync_heads TO ${app} USING (${inTenant}) WITH CHECK (${inTenant})`,
    `CREATE POLICY operator_all ON public.sync_heads TO ${operator} USING (${isOperator}) WITH CHECK (${isOperator})`,
  ];
}

function changesSql(schema: SecuritySchema): readonly string[] {
  const table = 'public.sync_changes';
  return [
    `GRANT SELECT, INSERT, DELETE ON ${table} TO ${app}`,
    `GRANT INSERT ON ${table} TO ${operator}`,
    `CREATE POLICY app_select ON ${table} FOR SELECT TO ${app} USING (${changesRule(schema)})`,
    `CREATE POLICY app_insert ON ${table} FOR INSERT TO ${app} WITH CHECK (${inTenant} AND actor_id = coalesce(${person}, '${serverActor}'))`,
    // What it says of a person is erased, and what is old is forgotten, by the server itself.
    `CREATE POLICY app_delete ON ${table} FOR DELETE TO ${app} USING (${isUpkeep})`,
    `CREATE POLICY operator_insert ON ${table} FOR INSERT TO ${operator} WITH CHECK (${isOperator} AND entity = 'tenant' AND actor_id = '${serverActor}')`,
  ];
}

function ownSql(table: string, updatable: readonly string[]): readonly string[] {
  const verbs = [
    'SELECT',
    'INSERT',
    'DELETE',
    ...(updatable.length === 0 ? [] : [`UPDATE (${updatable.join(', ')})`]),
  ].join(', ');
  const update =
    updatable.length === 0
      ? []
      : // The server itself notes what it forgets of the log.
        [
          `CREATE POLICY app_update ON public.${table} FOR UPDATE TO ${app} USING ((${isMine}) OR (${isUpkeep})) WITH CHECK ((${isMine}) OR (${isUpkeep}))`,
        ];
  return [
    `GRANT ${verbs} ON public.${table} TO ${app}`,
    `CREATE POLICY app_select ON public.${table} FOR SELECT TO ${app} USING ((${isMine}) OR (${isUpkeep}))`,
    `CREATE POLICY app_insert ON public.${table} FOR INSERT TO ${app} WITH CHECK (${isMine})`,
    ...update,
    `CREATE POLICY app_delete ON public.${table} FOR DELETE TO ${app} USING (${isUpkeep})`,
  ];
}
