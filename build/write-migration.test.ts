import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

import { assert } from '../src-shared/base/assert.ts';
import { defineEntity } from '../src-shared/schema/entity.ts';
import { instant, optional, text } from '../src-shared/schema/field.ts';
import { compareSchema, lockEntities } from '../src-shared/schema/schema-lock.ts';
import type { SchemaLock } from '../src-shared/schema/schema-lock.ts';
import { writeMigration } from './write-migration.ts';

const permissions = { read: 'x', write: 'x' };
const noteBefore = defineEntity('note', { scope: 'tenant', fields: { title: text() }, permissions });
const noteAfter = defineEntity('note', {
  scope: 'tenant',
  fields: { title: text(), dueAt: optional(instant()) },
  indexes: [['dueAt']],
  permissions,
});
const tag = defineEntity('tag', { scope: 'device', fields: { name: text() }, permissions });
const lock: SchemaLock = { version: 4, entities: lockEntities([noteBefore]) };
const list = `import { one } from './0004-one.ts';
import type { Migration } from './migration.ts';

/** Every migration, in order. */
export const migrations: readonly Migration[] = [one];
`;

test('the next migration holds the way there and back for both databases, and the lock and the list know it', async () => {
  const written = writeMigration({ lock, entities: [noteAfter, tag], name: 'add-due-dates', list });
  assert(written.ok, 'Nothing was written');
  const { number, source, nextLock, nextList } = written.value;

  const folder = mkdtempSync(join(tmpdir(), 'triptych-migration-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'migration.ts');
  writeFileSync(file, source.replace(/^import type.*$/m, 'type Migration = unknown;'));
  const { addDueDates } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { addDueDates: unknown };
  expect(addDueDates).toEqual({
    number: 5,
    name: 'add-due-dates',
    sqlite: {
      up: [
        'ALTER TABLE notes ADD COLUMN due_at INTEGER',
        'CREATE INDEX notes_by_due_at ON notes (due_at)',
        expect.stringMatching(/^CREATE TABLE tags \([^]*name TEXT NOT NULL[^]*\) STRICT$/),
      ],
      down: ['DROP TABLE tags', 'DROP INDEX notes_by_due_at', 'ALTER TABLE notes DROP COLUMN due_at'],
    },
    postgres: {
      up: ['ALTER TABLE notes ADD COLUMN due_at timestamptz', 'CREATE INDEX notes_by_due_at ON notes (due_at)'],
      down: ['DROP INDEX notes_by_due_at', 'ALTER TABLE notes DROP COLUMN due_at'],
    },
  });
  expect(number).toBe(5);
  expect(JSON.parse(nextLock)).toEqual({ version: 5, entities: lockEntities([noteAfter, tag]) });
  expect(compareSchema(lockEntities([noteAfter, tag]), [noteAfter, tag]).sqlite).toEqual({ up: [], down: [] });
  expect(nextList).toContain(`import { addDueDates } from './0005-add-due-dates.ts';`);
  expect(nextList.replaceAll(/\s+/g, ' ')).toContain('readonly Migration[] = [one, addDueDates, ];');
});

test('the first migration starts the list', () => {
  const empty = list.replace(/^.*0004.*\n/, '').replace('[one]', '[]');
  const written = writeMigration({ lock: { version: 0, entities: {} }, entities: [tag], name: 'start', list: empty });
  assert(written.ok, 'Nothing was written');
  expect(written.value.nextList.replaceAll(/\s+/g, ' ')).toContain('readonly Migration[] = [ start, ];');
});

test.each([
  ['Not A Name', [noteAfter], 'kebab-case'],
  ['nothing-new', [noteBefore], 'nothing to migrate'],
  ['broken-promise', [tag], 'note was published, is gone'],
])('%s is refused with the reason', (name, entities, reason) => {
  const written = writeMigration({ lock, entities, name, list });
  expect(written).toEqual({ ok: false, failure: { problems: [expect.stringContaining(reason)] } });
});
