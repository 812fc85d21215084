import type { Migration } from './migration.ts';

/** Where a device stands with its server and what of it somebody has to look at; and the server's log of what it has accepted. */
export const synchronisation: Migration = {
  number: 6,
  name: 'synchronisation',
  sqlite: {
    up: [
      // One row at most: how far the server's changes are here, the latest stamp among what the server has told and taken (where
      // the clock goes on when it was ahead), and whether the person has paused it all.
      `CREATE TABLE sync_state (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        epoch TEXT,
        seq INTEGER NOT NULL DEFAULT 0,
        settled_stamp TEXT,
        is_paused INTEGER NOT NULL DEFAULT 0,
        last_contact_at INTEGER
      ) STRICT`,
      // Up to which of its changes the server has answered each device in whose name there are some here.
      `CREATE TABLE sync_pushed (
        device_id TEXT NOT NULL PRIMARY KEY,
        number INTEGER NOT NULL
      ) STRICT`,
      // What is held of each scope, entity by entity: whole, or as far as its snapshot has come.
      `CREATE TABLE sync_held (
        scope_kind TEXT NOT NULL,
        scope_id TEXT NOT NULL,
        entity TEXT NOT NULL,
        after_id TEXT,
        is_whole INTEGER NOT NULL,
        PRIMARY KEY (scope_kind, scope_id, entity)
      ) STRICT`,
      `CREATE TABLE sync_problems (
        id TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL,
        device_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        entity TEXT NOT NULL,
        record_id TEXT NOT NULL,
        detail TEXT NOT NULL,
        at INTEGER NOT NULL,
        is_settled INTEGER NOT NULL
      ) STRICT`,
      `CREATE INDEX sync_problems_by_is_settled_at ON sync_problems (is_settled, at)`,
      `CREATE INDEX sync_problems_by_device_id_number ON sync_problems (device_id, number)`,
    ],
    down: [`DROP TABLE sync_problems`, `DROP TABLE sync_held`, `DROP TABLE sync_pushed`, `DROP TABLE sync_state`],
  },
  postgres: {
    up: [
      // Whoever appends takes hold of the tenant's row first, so that changes are seen in the order of their numbers.
      `CREATE TABLE sync_heads (
        tenant_id text NOT NULL PRIMARY KEY,
        epoch text NOT NULL,
        seq bigint NOT NULL,
        floor bigint NOT NULL
      )`,
      `CREATE TABLE sync_changes (
        tenant_id text NOT NULL,
        seq bigint NOT NULL,
        device_id text NOT NULL,
        number bigint NOT NULL,
        transaction_number bigint NOT NULL,
        undo_group text NOT NULL,
        actor_id text NOT NULL,
        session_id text,
        entity text NOT NULL,
        id text NOT NULL,
        workspace_id text,
        project_id text,
        user_id text,
        patch jsonb NOT NULL,
        before jsonb,
        stamp text COLLATE "C" NOT NULL,
        schema_version integer NOT NULL,
        accepted_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, seq)
      )`,
      `CREATE UNIQUE INDEX sync_changes_unique_device_id_number ON sync_changes (tenant_id, device_id, number)`,
      `CREATE INDEX sync_changes_by_tenant_id_id ON sync_changes (tenant_id, id)`,
      `CREATE TABLE sync_devices (
        tenant_id text NOT NULL,
        device_id text NOT NULL,
        user_id text NOT NULL,
        last_number bigint NOT NULL,
        last_stamp text COLLATE "C",
        fence text,
        PRIMARY KEY (tenant_id, device_id)
      )`,
      // Of changes that were not plainly taken: what their device was told, so that it is told the same again.
      `CREATE TABLE sync_outcomes (
        tenant_id text NOT NULL,
        device_id text NOT NULL,
        number bigint NOT NULL,
        user_id text NOT NULL,
        outcome jsonb NOT NULL,
        answered_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, device_id, number)
      )`,
    ],
    down: [`DROP TABLE sync_outcomes`, `DROP TABLE sync_devices`, `DROP TABLE sync_changes`, `DROP TABLE sync_heads`],
  },
};
