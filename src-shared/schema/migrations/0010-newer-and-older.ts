import type { Migration } from './migration.ts';

/**
 * On a device, what a newer server has told of records beyond the fields that the program knows. On the server, what is kept of a
 * device's answers when the log of its changes is forgotten: which numbers were taken, and up to which it has its answers.
 */
export const newerAndOlder: Migration = {
  number: 10,
  name: 'newer-and-older',
  sqlite: {
    up: [
      `CREATE TABLE sync_unknown (
        entity TEXT NOT NULL,
        record_id TEXT NOT NULL,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        stamp TEXT NOT NULL,
        state BLOB,
        PRIMARY KEY (entity, record_id, field)
      ) STRICT`,
    ],
    down: [`DROP TABLE sync_unknown`],
  },
  postgres: {
    up: [
      `ALTER TABLE sync_devices ADD COLUMN acknowledged bigint NOT NULL DEFAULT 0`,
      `ALTER TABLE sync_devices ADD COLUMN taken int8multirange NOT NULL DEFAULT '{}'`,
    ],
    down: [`ALTER TABLE sync_devices DROP COLUMN taken`, `ALTER TABLE sync_devices DROP COLUMN acknowledged`],
  },
};
