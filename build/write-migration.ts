import { fail, ok } from '../src-shared/base/result.ts';
import type { Result } from '../src-shared/base/result.ts';
import type { AnyEntity } from '../src-shared/schema/entity.ts';
import { migrationKey } from '../src-shared/schema/migrations/migration.ts';
import type { Steps } from '../src-shared/schema/migrations/migration.ts';
import { compareSchema, lockEntities } from '../src-shared/schema/schema-lock.ts';
import type { SchemaLock } from '../src-shared/schema/schema-lock.ts';

export type MigrationRequest = {
  readonly lock: SchemaLock;
  readonly entities: readonly AnyEntity[];
  /** In kebab-case: it becomes the file's name. */
  readonly name: string;
  /** The source of migrations.ts, where every migration is listed. */
  readonly list: string;
};

export type WrittenMigration = {
  readonly number: number;
  readonly name: string;
  readonly source: string;
  readonly nextLock: string;
  readonly nextList: string;
};

/** The text of the next migration, and of the two files that must know it. */
export function writeMigration(
  request: MigrationRequest,
): Result<WrittenMigration, { readonly problems: readonly string[] }> {
  const { lock, entities, name, list } = request;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    return fail({ problems: ['Give the migration a name in kebab-case: npm run schema:migration add-notes'] });
  }
  const { problems, sqlite, postgres } = compareSchema(lock.entities, entities);
  if (problems.length > 0) return fail({ problems });
  if (sqlite.up.length + postgres.up.length === 0) {
    return fail({ problems: ['The entities are as the lock says; there is nothing to migrate.'] });
  }
  const number = lock.version + 1;
  const constant = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const source = [
    `import type { Migration } from './migration.ts';\n`,
    `export const ${constant}: Migration = {`,
    `  number: ${String(number)},`,
    `  name: '${name}',`,
    `  sqlite: ${stepsSource(sqlite)},`,
    `  postgres: ${stepsSource(postgres)},`,
    `};\n`,
  ].join('\n');
  const file = `./${migrationKey({ number, name })}.ts`;
  const nextList = list
    .replace(`import type { Migration }`, `import { ${constant} } from '${file}';\nimport type { Migration }`)
    .replace(/,?\n?\];\s*$/, `,\n  ${constant},\n];\n`)
    .replace('[,\n', '[\n');
  const nextLock = `${JSON.stringify({ version: number, entities: lockEntities(entities) }, null, 2)}\n`;
  return ok({ number, name, source, nextLock, nextList });
}

function stepsSource({ up, down }: Steps): string {
  return `{\n    up: [${statementsSource(up)}],\n    down: [${statementsSource(down)}],\n  }`;
}

function statementsSource(statements: readonly string[]): string {
  if (statements.length === 0) return '';
  return `\n${statements.map((statement) => `      \`${statement.replaceAll('\n', '\n      ')}\`,`).join('\n')}\n    `;
}
