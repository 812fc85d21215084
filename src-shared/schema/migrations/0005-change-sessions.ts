import type { Migration } from './migration.ts';

/** A change says from which window it was made. Of those before nobody knows. A server keeps its own. */
export const changeSessions: Migration = {
  number: 5,
  name: 'change-sessions',
  sqlite: {
    up: ['ALTER TABLE changes ADD COLUMN session_id TEXT'],
    down: ['ALTER TABLE changes DROP COLUMN session_id'],
  },
  postgres: { up: [], down: [] },
};
