// `npm run schema:migration NAME`: writes the next migration from what the entities have become since schema-lock.json, and
// brings the lock up to date. The file is a draft: a person reads it, above all where data must move.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { entities } from '../src-shared/features.ts';
import { migrationKey } from '../src-shared/schema/migrations/migration.ts';
import type { SchemaLock } from '../src-shared/schema/schema-lock.ts';
import { writeMigration } from './write-migration.ts';

const schemaFolder = resolve(import.meta.dirname, '../src-shared/schema');
const lockFile = resolve(schemaFolder, 'schema-lock.json');
const listFile = resolve(schemaFolder, 'migrations/migrations.ts');

const lock = JSON.parse(readFileSync(lockFile, 'utf8')) as SchemaLock;
const written = writeMigration({ lock, entities, name: process.argv[2] ?? '', list: readFileSync(listFile, 'utf8') });
if (written.ok) {
  const { number, name, source, nextLock, nextList } = written.value;
  const file = resolve(schemaFolder, 'migrations', `${migrationKey({ number, name })}.ts`);
  writeFileSync(file, source, { flag: 'wx' });
  writeFileSync(listFile, nextList);
  writeFileSync(lockFile, nextLock);
  console.log(`Wrote ${file}. Read it, move data where it must move, and run its tests.`);
} else {
  for (const problem of written.failure.problems) console.error(problem);
  process.exitCode = 1;
}
