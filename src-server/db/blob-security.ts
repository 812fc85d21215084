/*
 * Row-level security of the bytes that records name.
 *
 *     blobs         a whole one is seen by whoever sees records of its entity where it lies, one that is being sent by its sender;
 *                   it is sent, as themselves, by whoever may write such records there
 *     blob_chunks   as the row of `blobs` that they belong to; written while that is being sent
 *
 * The columns are named as the records' are, so that the rules' own texts fit. Whether there is a record that names the bytes, the
 * code asks before.
 */
import { blobFieldsOf } from '#shared/schema/blob-fields.ts';
import type { AnyEntity } from '#shared/schema/entity.ts';
import { roleNames } from './reach-sql.ts';
import { rowRules } from './row-rules.ts';
import type { SecuritySchema } from './row-rules.ts';

const { app } = roleNames;

export const blobTables = ['blobs', 'blob_chunks'] as const;

const inTenant = 'tenant_id = (SELECT public.app_tenant())';
const person = '(SELECT public.app_user())';
const isUpkeep = `${inTenant} AND ${person} IS NULL AND (SELECT public.app_may('user:erase'))`;
const isMineToSend = `${inTenant} AND sender_id = ${person} AND NOT is_whole`;

export function blobSecuritySql(schema: SecuritySchema): readonly string[] {
  return [
    ...blobTables.flatMap((table) => [
      `ALTER TABLE public.${table} ENABLE ROW LEVEL SECURITY`,
      `ALTER TABLE public.${table} FORCE ROW LEVEL SECURITY`,
      `CREATE POLICY upkeep ON public.${table} TO CURRENT_USER USING (current_setting('app.upkeep', true) = 'on')`,
    ]),
    ...blobsSql(schema),
    ...chunksSql(),
  ];
}

function blobsSql(schema: SecuritySchema): readonly string[] {
  const reads = byEntity(schema, (entity) => rowRules(entity, schema).select);
  const writes = byEntity(schema, (entity) => rowRules(entity, schema).insert ?? 'false');
  const sends = `${inTenant} AND sender_id = ${person} AND (${writes})`;
  return [
    `GRANT SELECT, INSERT, DELETE, UPDATE (size_bytes, revision, is_whole, touched_at, unnamed_since) ON public.blobs TO ${app}`,
    `CREATE POLICY app_select ON public.blobs FOR SELECT TO ${app} USING ((${inTenant} AND (is_whole OR sender_id = ${person}) AND (${reads})) OR (${isUpkeep}))`,
    `CREATE POLICY app_insert ON public.blobs FOR INSERT TO ${app} WITH CHECK (${sends} AND NOT is_whole)`,
    `CREATE POLICY app_update ON public.blobs FOR UPDATE TO ${app} USING (${sends} AND NOT is_whole) WITH CHECK (${sends})`,
    // What no record names is noted, and what nobody names for long goes, by the server itself.
    `CREATE POLICY app_note ON public.blobs FOR UPDATE TO ${app} USING (${isUpkeep}) WITH CHECK (${isUpkeep})`,
    `CREATE POLICY app_delete ON public.blobs FOR DELETE TO ${app} USING ((${isMineToSend}) OR (${isUpkeep}))`,
  ];
}

/** Entities with the same rule share one condition. */
function byEntity({ entities }: SecuritySchema, ruleOf: (entity: AnyEntity) => string): string {
  const named = entities.filter((entity) => blobFieldsOf(entity).length > 0);
  const parts = [...Map.groupBy(named, ruleOf)].map(
    ([rule, group]) => `(entity IN (${group.map(({ name }) => `'${name}'`).join(', ')}) AND (${rule}))`,
  );
  return parts.length === 0 ? 'false' : parts.join(' OR ');
}

function chunksSql(): readonly string[] {
  const table = 'public.blob_chunks';
  // Whoever asks for a chunk asks the rules of its blob, in this query too.
  const ofBlob = (condition: string): string =>
    `EXISTS (SELECT 1 FROM public.blobs WHERE blobs.id = blob_chunks.blob_id AND blobs.tenant_id = blob_chunks.tenant_id AND ${condition})`;
  const isSent = `${inTenant} AND ${ofBlob(`blobs.sender_id = ${person} AND NOT blobs.is_whole`)}`;
  return [
    `GRANT SELECT, INSERT, DELETE, UPDATE (digest, is_packed, bytes) ON ${table} TO ${app}`,
    `CREATE POLICY app_select ON ${table} FOR SELECT TO ${app} USING ((${inTenant} AND ${ofBlob('true')}) OR (${isUpkeep}))`,
    `CREATE POLICY app_insert ON ${table} FOR INSERT TO ${app} WITH CHECK (${isSent})`,
    `CREATE POLICY app_update ON ${table} FOR UPDATE TO ${app} USING (${isSent}) WITH CHECK (${isSent})`,
    `CREATE POLICY app_delete ON ${table} FOR DELETE TO ${app} USING ((${isSent}) OR (${isUpkeep}))`,
  ];
}
