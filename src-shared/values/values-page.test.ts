import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';
import { z } from 'zod';

import { columnTypes } from './value.ts';

const root = path.join(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs/values.md'), 'utf8');

const casesSchema = z.looseObject({ cases: z.array(z.looseObject({ name: z.string() })) });

function caseNames(file: string): readonly string[] {
  const json: unknown = JSON.parse(readFileSync(path.join(root, 'resources/workers/cases', file), 'utf8'));
  return casesSchema.parse(json).cases.map(({ name }) => name);
}

/** The last cells of the tables that have a column of cases: names, or how names begin (`a list…`). */
function groupsOnPage(): readonly string[] {
  const groups: string[] = [];
  let isInTable = false;
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) isInTable = false;
    else if (line.endsWith('| cases |')) isInTable = true;
    else if (isInTable && !line.startsWith('| ---')) {
      const last = line.split(' | ').at(-1) ?? '';
      groups.push(...[...last.matchAll(/`([^`]+)`/g)].map(([, group = '']) => group));
    }
  }
  return groups;
}

function isIn(group: string, name: string): boolean {
  return group.endsWith('…') ? name.startsWith(group.slice(0, -1)) : name === group;
}

test('every case that the languages are asked belongs to a row of the page on values, and every row has cases', () => {
  const names = [...caseNames('values.json'), ...caseNames('results.json')];
  const groups = groupsOnPage();
  expect(groups.length).toBeGreaterThan(50);
  expect(names.filter((name) => !groups.some((group) => isIn(group, name)))).toEqual([]);
  expect(groups.filter((group) => !names.some((name) => isIn(group, name)))).toEqual([]);
});

test('the page says of every type of column what it is in a file', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('|'));
  for (const type of columnTypes) expect(rows.some((row) => row.startsWith(`| ${type} |`))).toBe(true);
});
