import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';

import { parseAttributeList, matchFound } from './found-attributes.ts';
import type { AttributeRecord } from '../attribute-entities.ts';
import { newAttribute } from '../new-records.ts';
import { tableHeader } from '../exchange/table-header.ts';

const known = { ...newAttribute({ objectId: 'o', name: 'Created at', rank: 'a0' }), id: 'a' } as AttributeRecord; // As much of a record as is read.

test('names match whichever way they are written, and say whether the type is another', () => {
  const found = parseAttributeList('created_at: datetime\nTitle\ntitle');
  expect(matchFound(found, [known]).map(({ kind, found: { name } }) => [kind, name])).toEqual([
    ['other-type', 'created_at'],
    ['new', 'Title'],
  ]);
});

test('a pasted list has names, types, what is required, and descriptions', () => {
  const text = '- name*\n2. born: date*\nnote: free words\n\nPrice\tdecimal\tin euros\n';
  expect(
    parseAttributeList(text).map(({ name, dataType, isRequired, description }) => [
      name,
      dataType,
      isRequired,
      description,
    ]),
  ).toEqual([
    ['name', 'string', true, ''],
    ['born', 'date', true, ''],
    ['note', 'string', false, 'free words'],
    ['Price', 'decimal', false, 'in euros'],
  ]);
});

test('whatever is pasted, each attribute has a name that can be stored', () => {
  assert(
    property(string(), (text) => {
      for (const { name } of parseAttributeList(text)) expect(name.length).toBeGreaterThan(0);
    }),
  );
});

test('the header of a table quotes what it must and disarms formulas', () => {
  expect(tableHeader([{ name: 'a' }, { name: 'b, "c"' }, { name: '=cmd' }])).toBe('a,"b, ""c""",\'=cmd\r\n');
});
