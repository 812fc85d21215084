import type { Migration } from './migration.ts';

/** On a device, what a newer server has told of records beyond the fields that the program knows. */
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
  postgres: { up: [], down: [] },
};
