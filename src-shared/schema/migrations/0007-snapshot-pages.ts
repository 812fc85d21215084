import type { Migration } from './migration.ts';

/** Tables of what a project holds, each of which a device fetches page by page in the order of ids. */
const tables = [
  'objects',
  'relationships',
  'pair_reviews',
  'project_roles',
  'ctas',
  'cta_roles',
  'attributes',
  'open_questions',
  'contexts',
  'context_visibilities',
  'source_texts',
  'comments',
];

/**
 * On the server the index by project has the id too: without it each page of a first load reads and sorts the whole project. The
 * index keeps its name, since it serves all that it has served.
 */
export const snapshotPages: Migration = {
  number: 7,
  name: 'snapshot-pages',
  sqlite: { up: [], down: [] },
  postgres: {
    up: tables.flatMap((table) => [
      `DROP INDEX ${table}_by_project_id`,
      `CREATE INDEX ${table}_by_project_id ON ${table} (project_id, id)`,
    ]),
    down: tables.flatMap((table) => [
      `DROP INDEX ${table}_by_project_id`,
      `CREATE INDEX ${table}_by_project_id ON ${table} (project_id)`,
    ]),
  },
};
