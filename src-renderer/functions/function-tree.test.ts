import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import type { FunctionRecord } from '#shared/functions/function-entities.ts';
import { emptyMetadata } from '#shared/functions/function-rules.ts';

import { listFolders, movedFolder, treeRows } from './function-tree.ts';

function makeFunction(id: string, folder: string, name: string, tags: string[] = []): FunctionRecord {
  return {
    id,
    tenantId: 't',
    workspaceId: 'w',
    name,
    createdBy: 'u',
    folder,
    language: 'r',
    draftSource: '',
    draftChecksum: '',
    metadata: { ...emptyMetadata, tags },
    createdAt: instantOf(0),
    updatedAt: instantOf(0),
    deletedAt: null,
  };
}

const records = [
  makeFunction('1', 'Survival', 'km_curves', ['plot']),
  makeFunction('2', 'Survival/Cox', 'bootstrap'),
  makeFunction('3', '', 'zebra'),
  makeFunction('4', '', 'apple'),
];

const everything = { filter: '', closedFolders: new Set<string>(), newFolders: [] };

function show(view: Partial<typeof everything> = {}, shown = records): readonly string[] {
  return treeRows(shown, { ...everything, ...view }).map((row) => `${'  '.repeat(row.level - 1)}${row.name}`);
}

test('folders come first, each by name, with their functions indented', () => {
  expect(show()).toEqual(['Survival', '  Cox', '    bootstrap', '  km_curves', 'apple', 'zebra']);
});

test('a closed folder shows nothing of what is in it', () => {
  expect(show({ closedFolders: new Set(['Survival']) })).toEqual(['Survival', 'apple', 'zebra']);
});

test('a filter finds names, folders and tags, and opens what it finds', () => {
  expect(show({ filter: 'plot', closedFolders: new Set(['Survival']) })).toEqual(['Survival', '  km_curves']);
  expect(show({ filter: 'cox' })).toEqual(['Survival', '  Cox', '    bootstrap']);
});

test('a new folder is there before anything is in it', () => {
  expect(treeRows([], { ...everything, newFolders: ['Empty'] })).toEqual([
    { kind: 'folder', path: 'Empty', name: 'Empty', level: 1, isOpen: true },
  ]);
});

test('two functions of one name in a folder are told apart by a number', () => {
  expect(show({}, [makeFunction('1', '', 'fit'), makeFunction('2', '', 'fit')])).toEqual(['fit', 'fit (2)']);
});

test('every folder on the way is listed', () => {
  expect(listFolders([makeFunction('1', 'a/b', 'f')])).toEqual(['a', 'a/b']);
});

test.each([
  ['a', 'a', 'x', 'x'],
  ['a/b', 'a', 'x', 'x/b'],
  ['a/b', 'a', '', 'b'],
  ['ab', 'a', 'x', undefined],
])('%s, after %s became %s, is %s', (folder, from, to, expected) => {
  expect(movedFolder(folder, from, to)).toBe(expected);
});
