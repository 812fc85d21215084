import type { Migration } from './migration.ts';

/** Changes are read newest first, by the change log of a project and by what is reconstructed from them. A server keeps its own. */
export const changeOrder: Migration = {
  number: 3,
  name: 'change-order',
  sqlite: {
    up: ['CREATE INDEX changes_by_stamp ON changes (stamp)'],
    down: ['DROP INDEX changes_by_stamp'],
  },
  postgres: { up: [], down: [] },
};
