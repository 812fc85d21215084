import type { Migration } from './migration.ts';

/**
 * On the server, bytes that records name: one row for what somebody sends, and for what has come whole, with its chunks. The columns
 * that say where it lies are named as the records' are, so that the records' own rules fit. On a device, whether its person wants all
 * of them fetched.
 */
export const blobs: Migration = {
  number: 9,
  name: 'blobs',
  sqlite: {
    up: [`ALTER TABLE sync_state ADD COLUMN fetches_all INTEGER NOT NULL DEFAULT 0`],
    down: [`ALTER TABLE sync_state DROP COLUMN fetches_all`],
  },
  postgres: {
    up: [
      `CREATE TABLE blobs (
        id text NOT NULL PRIMARY KEY,
        tenant_id text NOT NULL,
        entity text NOT NULL,
        scope_id text NOT NULL CHECK (scope_id = coalesce(project_id, workspace_id, user_id, tenant_id)),
        workspace_id text,
        project_id text,
        user_id text,
        sha256 text NOT NULL,
        size_bytes bigint NOT NULL,
        sender_id text NOT NULL,
        revision text NOT NULL,
        is_whole boolean NOT NULL,
        touched_at timestamptz NOT NULL,
        unnamed_since timestamptz
      )`,
      // What somebody sends is theirs until it is whole: what another one sends wrongly does it no harm.
      `CREATE UNIQUE INDEX blobs_unique_sent ON blobs (tenant_id, scope_id, entity, sha256, sender_id) WHERE NOT is_whole`,
      `CREATE UNIQUE INDEX blobs_unique_whole ON blobs (tenant_id, scope_id, entity, sha256) WHERE is_whole`,
      `CREATE TABLE blob_chunks (
        tenant_id text NOT NULL,
        blob_id text NOT NULL,
        number integer NOT NULL,
        digest text NOT NULL,
        is_packed boolean NOT NULL,
        bytes bytea NOT NULL,
        PRIMARY KEY (blob_id, number)
      )`,
      // Packed where that pays when they come; PostgreSQL would try once more in vain.
      `ALTER TABLE blob_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL`,
    ],
    down: [`DROP TABLE blob_chunks`, `DROP TABLE blobs`],
  },
};
