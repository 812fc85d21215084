/*
 * What a step back would take away stays in the file: before a migration's `down`, the tables and columns that it drops are
 * copied into tables named `kept_…`, which older programs do not look at; when the step is taken again, what was kept comes
 * back. So nothing that has not been synchronised is lost by a rollback (decision 13).
 */
import type { Database } from 'better-sqlite3';

type Schema = ReadonlyMap<string, readonly string[]>;

/** Carries out `down` in the running transaction, having kept what it drops. */
export function keepAndTakeBack(database: Database, number: number, down: () => void): void {
  const before = readSchema(database);
  // Only the statements know what they drop; so they are tried, looked at, and taken back.
  database.exec('SAVEPOINT trial');
  down();
  const after = readSchema(database);
  database.exec('ROLLBACK TO trial');
  database.exec('RELEASE trial');
  for (const [table, columns] of before) {
    const left = after.get(table);
    if (left === undefined) {
      database.exec(`CREATE TABLE ${keptName(number, 'table', table)} AS\nSELECT ${columns.join(', ')}\nFROM ${table}`);
      continue;
    }
    const dropped = columns.filter((column) => !left.includes(column));
    if (dropped.length === 0) continue;
    const kept = [`${keyOf(columns)} AS kept_key`, ...dropped].join(', ');
    database.exec(`CREATE TABLE ${keptName(number, 'columns', table)} AS\nSELECT ${kept}\nFROM ${table}`);
  }
  down();
}

/** Puts back what was kept when this migration was last taken back. What has been written since stays as it is. */
export function putBackKept(database: Database, number: number): void {
  const schema = readSchema(database, { includeKept: true });
  for (const [kept, columns] of schema) {
    const [, what, table = ''] = new RegExp(`^${keptName(number, '(table|columns)', '(.+)')}$`).exec(kept) ?? [];
    const present = schema.get(table);
    if (what === undefined || present === undefined) continue;
    const common = columns.filter((column) => present.includes(column)).join(', ');
    database.exec(
      what === 'table'
        ? `INSERT OR IGNORE INTO ${table} (${common})\nSELECT ${common}\nFROM ${kept}`
        : `UPDATE ${table}\nSET (${common}) = (SELECT ${common} FROM ${kept} WHERE kept_key = ${table}.${keyOf(present)})\nWHERE ${keyOf(present)} IN (SELECT kept_key FROM ${kept})`,
    );
    database.exec(`DROP TABLE ${kept}`);
  }
}

function keptName(number: number | string, what: string, table: string): string {
  return `kept_${String(number).padStart(4, '0')}_${what}_${table}`;
}

function keyOf(columns: readonly string[]): string {
  return columns.includes('id') ? 'id' : 'rowid';
}

const schemaSql = `SELECT tables.name AS table_name, columns.name AS column_name
FROM pragma_table_list AS tables, pragma_table_info(tables.name) AS columns
WHERE tables.schema = 'main' AND tables.type = 'table'
ORDER BY tables.name, columns.cid`;

function readSchema(database: Database, { includeKept = false } = {}): Schema {
  const rows = database.prepare<[], { table_name: string; column_name: string }>(schemaSql).all();
  const ours = rows.filter(({ table_name: table }) => !/^(sqlite_|kysely_)/.test(table));
  const shown = includeKept ? ours : ours.filter(({ table_name: table }) => !table.startsWith('kept_'));
  const tables = Map.groupBy(shown, ({ table_name: table }) => table);
  return new Map([...tables].map(([table, columns]) => [table, columns.map(({ column_name: column }) => column)]));
}
