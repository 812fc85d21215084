import { readFileSync } from 'node:fs';

import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { entities } from '../features.ts';
import { defineEntity } from './entity.ts';
import type { AnyEntity } from './entity.ts';
import type { Fields } from './entity.ts';
import { choice, integer, mergedText, optional, retired, text } from './field.ts';
import { migrations } from './migrations/migrations.ts';
import { compareSchema, lockEntities } from './schema-lock.ts';
import type { SchemaLock } from './schema-lock.ts';
import { columnsOf, indexName } from './table-sql.ts';

const lock = JSON.parse(readFileSync(new URL('schema-lock.json', import.meta.url), 'utf8')) as SchemaLock;

const publishedFields = { title: text(), state: choice(['open', 'done']), body: mergedText() };

function noteWith(fields: Fields, indexes: readonly ('title' | 'state' | 'deletedAt')[][] = [['title']]): AnyEntity {
  return defineEntity('note', {
    scope: 'tenant',
    fields,
    indexes,
    permissions: { read: 'x', write: 'x' },
  });
}

const published = noteWith(publishedFields);
const publishedLock = lockEntities([published]);

test("today's entities are what the lock says; otherwise run: npm run schema:migration NAME", () => {
  expect(compareSchema(lock.entities, entities).problems).toEqual([]);
  expect(lockEntities(entities)).toEqual(lock.entities);
  expect(lock.version).toBe(migrations.at(-1)?.number);
});

test.each<[string, AnyEntity[], string[]]>([
  ['a kind', [noteWith({ ...publishedFields, title: integer() })], ['note.title was text latest, is integer latest']],
  [
    'a merge rule',
    [noteWith({ ...publishedFields, title: text({ merge: 'fixed' }) })],
    ['note.title was text latest, is text fixed'],
  ],
  [
    'being required',
    [noteWith({ ...publishedFields, title: optional(text()) })],
    ['note.title was text latest, is text latest optional'],
  ],
  [
    'a field that is gone',
    [noteWith({ title: text(), state: choice(['open', 'done']) })],
    ['note.body was merged-text merged, is gone; mark it retired'],
  ],
  [
    'a choice that is gone',
    [noteWith({ ...publishedFields, state: choice(['open']) })],
    ['note.state had the choice done, has it no more'],
  ],
  [
    'a choice that an older device cannot read',
    [noteWith({ ...publishedFields, state: choice(['open', 'done', 'late']) })],
    [
      'note.state has the new choice late; devices that do not know it cannot read the record, so give it a field of its own',
    ],
  ],
  [
    'a new field that is required',
    [noteWith({ ...publishedFields, rank: integer() })],
    ['note.rank is new and required; devices that do not know it leave it out, so make it optional'],
  ],
  ['an entity that is gone', [], ['note was published, is gone; retire its fields instead']],
])('the lock notices %s', (_, today, problems) => {
  expect(compareSchema(publishedLock, today).problems).toEqual(problems);
});

test('what stays on the device may have new choices', () => {
  const ownNote = (states: readonly [string, ...string[]]): AnyEntity => ({
    ...noteWith({ ...publishedFields, state: choice(states) }),
    scope: 'device',
  });
  const { problems } = compareSchema(lockEntities([ownNote(['open'])]), [ownNote(['open', 'late'])]);
  expect(problems).toEqual([]);
});

test('a field that was retired stays retired', () => {
  const before = lockEntities([noteWith({ ...publishedFields, title: retired(text()) }, [])]);
  expect(compareSchema(before, [published]).problems).toEqual(['note.title was retired, is text latest']);
});

test.each<[string, AnyEntity]>([
  ['a new optional field', noteWith({ ...publishedFields, due: optional(integer()), draft: optional(mergedText()) })],
  ['another index', noteWith(publishedFields, [['state', 'title']])],
  ['a retired field', noteWith({ ...publishedFields, title: retired(text()) }, [])],
  ['a retired merged text', noteWith({ ...publishedFields, body: retired(mergedText()) })],
])('%s breaks no promise; its steps bring an old file to the new shape and back, with what is in it', (_, today) => {
  const creation = compareSchema({}, [published]).sqlite;
  const { problems, sqlite } = compareSchema(publishedLock, [today]);
  expect(problems).toEqual([]);
  const database = new Database(':memory:');
  const run = (statements: readonly string[]) => {
    for (const statement of statements) database.exec(statement);
  };
  run(creation.up);
  database.exec(`INSERT INTO notes (id, tenant_id, title, state, body, body_state, created_at, updated_at, clocks)
    VALUES ('n', 't', 'a title', 'open', 'a body', x'00', 1, 1, '{}')`);
  const rowsBefore = database.prepare('SELECT id, title, state, body FROM notes').all();

  run(sqlite.up);
  const wanted = columnsOf(today, 'sqlite').map(({ name }) => name);
  expect(shapeOf(database).columns).toEqual(expect.arrayContaining(wanted));
  expect(shapeOf(database).indexes).toEqual(today.indexes.map((fields) => indexName('notes', fields)));
  // A new program knows nothing of what was retired, and must be able to write all the same.
  const required = columnsOf(today, 'sqlite')
    .filter(({ isNullable }) => !isNullable)
    .map(({ name }) => name);
  database.exec(
    `INSERT INTO notes (${required.join(', ')}) SELECT ${required.map((name) => (name === 'id' ? `'m'` : name)).join(', ')} FROM notes`,
  );

  run(sqlite.down);
  expect(shapeOf(database).columns.toSorted()).toEqual(
    columnsOf(published, 'sqlite')
      .map(({ name }) => name)
      .toSorted(),
  );
  expect(shapeOf(database).indexes).toEqual(['notes_by_title']);
  expect(database.prepare(`SELECT id, title, state, body FROM notes WHERE id = 'n'`).all()).toEqual(rowsBefore);
});

function shapeOf(database: Database.Database): { readonly columns: string[]; readonly indexes: string[] } {
  const columns = database.prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('notes')`).all();
  const indexes = database
    .prepare<[], { name: string }>(`SELECT name FROM pragma_index_list('notes') WHERE origin = 'c'`)
    .all();
  return { columns: columns.map(({ name }) => name), indexes: indexes.map(({ name }) => name) };
}
