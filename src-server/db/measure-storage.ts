import type { AnyEntity } from '#shared/schema/entity.ts';
import { isStoredEntity } from '#shared/schema/table-sql.ts';
import { blobTables } from './blob-security.ts';
import type { ServerDatabase } from './server-database.ts';

export type TableSize = {
  readonly table: string;
  /** On the disk, with indexes. */
  readonly sizeBytes: number;
  /** What the rows of each tenant take, without indexes and what is free between them. */
  readonly tenants: readonly { readonly tenantId: string; readonly rows: number; readonly sizeBytes: number }[];
};

/** Bytes that records of a tenant name, as they were sent; packed they may take less. */
export type TenantBlobs = { readonly tenantId: string; readonly count: number; readonly sizeBytes: number };

export type Storage = {
  readonly sizeBytes: number;
  readonly tables: readonly TableSize[];
  readonly blobs: readonly TenantBlobs[];
};

/** Cost: reads every row of every table; for a page that somebody opens now and then, not for each request. */
export async function measureStorage(database: ServerDatabase, entities: readonly AnyEntity[]): Promise<Storage> {
  const tables = entities.filter((entity) => isStoredEntity(entity, 'postgres')).map(({ table }) => table);
  return await database.asOwner(async ({ query }) => {
    const [whole = {}] = await query('SELECT pg_database_size(current_database()) AS size');
    const sizes = await query(
      `SELECT name, pg_total_relation_size(name::regclass) AS size
      FROM unnest($1::text[]) AS name`,
      [[...tables, ...blobTables]],
    );
    // Of what lies in pieces of a megabyte, only the rows that tell of them are read.
    const blobs = await query(
      'SELECT tenant_id, count(*) AS blob_count, sum(size_bytes) AS size FROM blobs GROUP BY tenant_id',
    );
    const parts = await query(
      tables
        .map(
          (
            table,
          ) => `SELECT '${table}' AS name, tenant_id, count(*) AS row_count, sum(pg_column_size(${table}.*)) AS size
          FROM ${table}
          GROUP BY tenant_id`,
        )
        .join('\nUNION ALL\n'),
    );
    return {
      sizeBytes: Number(whole['size']),
      blobs: blobs.map((row) => ({
        tenantId: String(row['tenant_id']),
        count: Number(row['blob_count']),
        sizeBytes: Number(row['size']),
      })),
      tables: sizes.map((row) => ({
        table: String(row['name']),
        sizeBytes: Number(row['size']),
        tenants: parts
          .filter((part) => part['name'] === row['name'])
          .map((part) => ({
            tenantId: String(part['tenant_id']),
            rows: Number(part['row_count']),
            sizeBytes: Number(part['size']),
          })),
      })),
    };
  });
}
