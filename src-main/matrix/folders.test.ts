import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { listFolders, makeFolder } from './folders.ts';

function setup() {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-folders-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a folder is told with its folders by name, without files, hidden ones and links to files', async () => {
  const folder = setup();
  for (const name of ['part 10', 'part 2', '.hidden', 'الملفات']) mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, 'a.txt'), '');
  symlinkSync(path.join(folder, 'part 2'), path.join(folder, 'z link'));
  symlinkSync(path.join(folder, 'a.txt'), path.join(folder, 'no link'));
  const listed = await listFolders(folder);
  expect(listed).toMatchObject({
    ok: true,
    value: { path: folder, parent: path.dirname(folder), home: homedir(), isCut: false },
  });
  const folders = listed.ok ? listed.value.folders : [];
  expect(folders.map(({ name }) => name)).toEqual(['part 2', 'part 10', 'z link', 'الملفات']);
  expect(folders[0]?.path).toBe(path.join(folder, 'part 2'));
});

test('without a folder one begins at home, and the root has no parent', async () => {
  expect(await listFolders(null)).toMatchObject({ value: { path: homedir() } });
  const { root } = path.parse(homedir());
  expect(await listFolders(root)).toMatchObject({ value: { path: root, parent: null } });
});

test('a folder is made, and then it is there', async () => {
  const folder = setup();
  const made = await makeFolder(folder, ' Exports ');
  expect(made).toEqual({ ok: true, value: path.join(folder, 'Exports') });
  expect(await listFolders(folder)).toMatchObject({ value: { folders: [{ name: 'Exports' }] } });
});

test.each([
  ['a relative path', async () => await listFolders('some/folder'), 'it is no whole path'],
  [
    'a folder that is not there',
    async (folder: string) => await listFolders(path.join(folder, 'no')),
    'there is no such folder',
  ],
  ['a file', async (folder: string) => await listFolders(path.join(folder, 'a.txt')), 'it is a file'],
  [
    'a name that leads elsewhere',
    async (folder: string) => await makeFolder(folder, '../up'),
    'the name of a folder has no slashes or line breaks',
  ],
  ['no name', async (folder: string) => await makeFolder(folder, '  '), 'it has no name'],
  [
    'a hidden name',
    async (folder: string) => await makeFolder(folder, '..'),
    'a folder whose name begins with a dot is hidden',
  ],
  [
    'a name that is taken',
    async (folder: string) => await makeFolder(folder, 'a.txt'),
    'there is one of this name already',
  ],
  [
    'a name that is too long',
    async (folder: string) => await makeFolder(folder, 'é'.repeat(200)),
    'the name is too long',
  ],
])('%s is refused with a sentence', async (_what, ask, reason) => {
  const folder = setup();
  writeFileSync(path.join(folder, 'a.txt'), '');
  expect(await ask(folder)).toMatchObject({ ok: false, failure: { kind: 'folder-refused', reason } });
});
