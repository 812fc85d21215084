import type { Migration } from './migration.ts';

/**
 * On the server, second factors, sign-ins that wait for one, and when somebody has last shown who they are. An older
 * program asks nobody for a second factor: the way down forgets them.
 */
export const secondFactor: Migration = {
  number: 12,
  name: 'second-factor',
  sqlite: {
    up: [],
    down: [],
  },
  postgres: {
    up: [
      `ALTER TABLE sessions ADD COLUMN proven_at timestamptz`,
      `CREATE TABLE second_factors (
        id text NOT NULL PRIMARY KEY,
        tenant_id text NOT NULL,
        user_id text NOT NULL,
        totp_secret text,
        next_totp_secret text,
        confirmed_at timestamptz,
        last_step bigint,
        recovery_hashes jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        deleted_at timestamptz
      )`,
      `CREATE INDEX second_factors_by_tenant_id_user_id ON second_factors (tenant_id, user_id)`,
      `CREATE TABLE half_sign_ins (
        id text NOT NULL PRIMARY KEY,
        tenant_id text NOT NULL,
        user_id text NOT NULL,
        secret_hash text NOT NULL,
        device jsonb NOT NULL,
        user_agent text NOT NULL,
        by text NOT NULL,
        needs text NOT NULL,
        failures bigint NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        deleted_at timestamptz
      )`,
      `CREATE INDEX half_sign_ins_by_tenant_id_user_id ON half_sign_ins (tenant_id, user_id)`,
      `CREATE INDEX half_sign_ins_by_expires_at ON half_sign_ins (expires_at)`,
    ],
    down: [
      `UPDATE sessions SET end_reason = 'by-administrator' WHERE end_reason = 'second-factor-demanded'`,
      `DROP TABLE half_sign_ins`,
      `DROP TABLE second_factors`,
      `ALTER TABLE sessions DROP COLUMN proven_at`,
    ],
  },
};
