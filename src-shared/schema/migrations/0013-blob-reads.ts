import type { Migration } from './migration.ts';

export const blobReads: Migration = {
  number: 13,
  name: 'blob-reads',
  sqlite: {
    up: [],
    down: [],
  },
  postgres: {
    up: [
      `CREATE TABLE blob_reads (
        id text NOT NULL PRIMARY KEY,
        tenant_id text NOT NULL,
        user_id text NOT NULL,
        entity text NOT NULL,
        record_id text NOT NULL,
        sha256 text NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        deleted_at timestamptz
      )`,
      `CREATE INDEX blob_reads_by_tenant_id_user_id ON blob_reads (tenant_id, user_id)`,
      `CREATE INDEX blob_reads_by_tenant_id_sha256 ON blob_reads (tenant_id, sha256)`,
    ],
    down: [`DROP TABLE blob_reads`],
  },
};
