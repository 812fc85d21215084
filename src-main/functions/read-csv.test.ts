import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';

import { columnValues, isMissing } from '#shared/values/value.ts';
import type { Value } from '#shared/values/value.ts';

import { createTableCache } from './table-cache.ts';
import { createTableThreads } from './table-threads.ts';
import { readCsv } from './read-csv.ts';
import { readTable } from './read-table.ts';
import { readIn, setupTableFolder, tell } from './table-exchange.harness.ts';

function setupFile(content: string | Uint8Array): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-csv-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'data.csv');
  writeFileSync(file, content);
  return file;
}

async function read(content: string | Uint8Array): Promise<Record<string, readonly [string, readonly Value[]]>> {
  const table = await readCsv(setupFile(content));
  if (!table.ok) throw new Error(JSON.stringify(table.failure));
  return Object.fromEntries(
    table.value.columns.map(({ name, column }) => [
      name,
      [column.type, columnValues(column).map((cell) => (isMissing(cell) ? null : cell))] as const,
    ]),
  );
}

test('each column gets the narrowest type that holds all of it, and empty and NA are missing', async () => {
  const csv =
    'whole,real,flag,day,moment,word\n1,2.5,TRUE,2026-01-01,2026-01-01 12:00,x\nNA,,false,NA,,"NA"\n-3,1e5,True,2026-02-28,2026-01-01T12:00:00.000001+01:00,"a, ""b""\nc"\n';
  expect(await read(csv)).toEqual({
    whole: ['integer', [1n, null, -3n]],
    real: ['float', [2.5, null, 100_000]],
    flag: ['boolean', [true, false, true]],
    day: ['date', [{ kind: 'date', days: 20_454 }, null, { kind: 'date', days: 20_512 }]],
    moment: [
      'instant',
      [{ kind: 'instant', micros: 1_767_268_800_000_000n }, null, { kind: 'instant', micros: 1_767_265_200_000_001n }],
    ],
    word: ['text', ['x', null, 'a, "b"\nc']],
  });
});

test('a column that turns out to be text late is read as it was written, and other columns keep their type', async () => {
  const rows = Array.from({ length: 3000 }, (_, index) => `1.50,${String(index)}`);
  const found = await read(`a,b\n${rows.join('\n')}\nend,3000\n`);
  expect(found['a']?.[0]).toBe('text');
  expect(found['a']?.[1].slice(0, 2)).toEqual(['1.50', '1.50']);
  expect(found['b']?.[0]).toBe('integer');
});

test('a leading zero keeps a column text, whole numbers beyond 2^53 stay exact, and NaN is not missing', async () => {
  expect(await read('postcode,id,real\n01067,9007199254740993,NaN\n10115,1,-Inf\n')).toEqual({
    postcode: ['text', ['01067', '10115']],
    id: ['integer', [9_007_199_254_740_993n, 1n]],
    real: ['float', [Number.NaN, -Infinity]],
  });
});

test.each([
  ['a semicolon and decimal commas', 'a;b\n1,5;x\n2;y\n'],
  ['a tab', 'a\tb\n1.5\tx\n2\ty\n'],
  ['a comma, a byte order mark and CRLF', '\uFEFFa,b\r\n1.5,x\r\n2,y\r\n'],
  ['UTF-16', Buffer.from('\uFEFFa,b\n1.5,x\n2,y\n', 'utf16le')],
  ['UTF-16, the large byte first', Buffer.from('\uFEFFa,b\n1.5,x\n2,y\n', 'utf16le').swap16()],
  ['nothing but CR at the ends of lines', 'a,b\r1.5,x\r2,y\r'],
  ['blank lines and no line break at the end', '\na,b\n\n1.5,x\n2,y'],
])('a file with %s is read', async (_what, content) => {
  expect(await read(content)).toEqual({ a: ['float', [1.5, 2]], b: ['text', ['x', 'y']] });
});

test('empty lines are no rows, also of one column, where NA and "" are', async () => {
  expect(await read('a\n1\n\n2\n\n')).toEqual({ a: ['integer', [1n, 2n]] });
  expect(await read('a\n1\nNA\n""\n2\n')).toEqual({ a: ['integer', [1n, null, null, 2n]] });
});

test('a quoted field keeps its line breaks, also in a name and where the lines end with CRLF', async () => {
  expect(await read('"a\nb",c\r\n"1\n2","x\r\ny"\r\n3,z\r\n')).toEqual({
    'a\nb': ['text', ['1\n2', '3']],
    c: ['text', ['x\r\ny', 'z']],
  });
});

test('a file of twenty thousand columns is read', async () => {
  const columnCount = 20_000;
  const lineOf = (cell: (column: number) => string) => Array.from({ length: columnCount }, (_, i) => cell(i)).join(',');
  const csv = `${lineOf((i) => `c${String(i)}`)}\n${lineOf(String)}\n${lineOf(() => '')}\n${lineOf((i) => (i % 2 === 0 ? '0.5' : 'x'))}\n`;
  const found = await read(csv);
  expect(Object.keys(found)).toHaveLength(columnCount);
  expect(found['c19998']).toEqual(['float', [19_998, null, 0.5]]);
  expect(found['c19999']).toEqual(['text', ['19999', null, 'x']]);
}, 60_000);

test('columns without a name or with one that was there already get one of their own', async () => {
  expect(Object.keys(await read('a,,a, b \n1,2,3,4\n'))).toEqual(['a', 'column_2', 'a_2', 'b']);
});

test('a number is the double that JavaScript makes of the same text', async () => {
  const numbers = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.stringMatching(/^-?\d{1,12}\.\d{1,9}$/),
    fc.stringMatching(/^-?[1-9]\d{0,14}$/),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(numbers, { minLength: 1, maxLength: 50 }), async (texts) => {
      const found = await read(`x,y\n${texts.map((text) => `${text},0.5`).join('\n')}\n`);
      expect(found['x']?.[1].map(Number)).toEqual(
        texts.map((text) => (found['x']?.[0] === 'integer' ? Number(BigInt(text)) : Number(text))),
      );
    }),
    { numRuns: 60 },
  );
});

test.each<[string, string | Uint8Array, Record<string, unknown>]>([
  ['0 bytes', '', { kind: 'csv-empty' }],
  ['nothing but blank lines', '\n\n', { kind: 'csv-empty' }],
  ['too few fields in a line', 'a,b,c\n1,2,3\n4,5\n', { kind: 'csv-ragged', line: 3, expected: 3, found: 2 }],
  ['too many fields in a line', 'a,b\n1,2\n3,4\n5,6,7\n', { kind: 'csv-ragged', line: 4, expected: 2, found: 3 }],
  [
    'a wrong encoding',
    Buffer.from('name,n\nMüller,1\n', 'latin1'),
    { kind: 'csv-not-text', reason: expect.stringContaining('not in UTF-8') },
  ],
  [
    'a wrong encoding far into the file',
    Buffer.concat([Buffer.from(`n\n${'12345\n'.repeat(100_000)}`), Buffer.from([0xe9, 0x0a])]),
    { kind: 'csv-not-text' },
  ],
  ['a character cut off at the end', Buffer.from([0x61, 0x0a, 0xc3]), { kind: 'csv-not-text' }],
  [
    'the bytes of an archive',
    Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0x00]),
    { kind: 'csv-not-text', reason: expect.stringContaining('spreadsheet') },
  ],
  [
    'a quote that is never closed',
    'a,b\n1,2\n"3,4\n',
    { kind: 'csv-not-text', reason: expect.stringContaining('never closed') },
  ],
])('a file with %s is refused with what is wrong', async (_what, content, failure) => {
  const file = setupFile(content);
  expect(await readCsv(file)).toMatchObject({ ok: false, failure: { path: file, ...failure } });
});

test('a file that is not there, or is a folder, is refused', async () => {
  const file = setupFile('a\n1\n');
  const folder = path.join(path.dirname(file), 'folder');
  mkdirSync(folder);
  expect(await readCsv(`${file}.gone`)).toEqual({ ok: false, failure: { kind: 'file-missing', path: `${file}.gone` } });
  expect(await readCsv(folder)).toEqual({
    ok: false,
    failure: { kind: 'file-unreadable', path: folder, reason: 'It is a folder' },
  });
});

test('a file is read again only when it has changed', async () => {
  const file = setupFile('a\n1\n2\n');
  const threads = createTableThreads();
  onTestFinished(() => threads.close());
  const cache = createTableCache(threads);
  const first = await cache.read(file);
  expect(await cache.read(file)).toBe(first);
  writeFileSync(file, 'a\n3\n4\n');
  utimesSync(file, new Date(), new Date(Date.now() + 5000));
  expect(await cache.read(file)).toMatchObject({
    ok: true,
    value: { columns: [{ column: { data: BigInt64Array.from([3n, 4n]) } }] },
  });
});

test('a CSV file may be compressed with gzip', async () => {
  const { write } = setupTableFolder();
  const { columns } = await readIn(write('data.csv.gz', gzipSync('a;b\n1,5;x\n')));
  expect(columns.map(tell)).toEqual([
    ['a', 'float', [1.5]],
    ['b', 'text', ['x']],
  ]);
  expect(await readTable(write('fake.csv.gz', 'a,b\n1,2\n'))).toMatchObject({
    ok: false,
    failure: { kind: 'csv-not-text', reason: expect.stringContaining('gzip') },
  });
});
