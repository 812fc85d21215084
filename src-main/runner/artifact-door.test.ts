import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { findArtifactRefusal } from './artifact-door.ts';

function setupFolders() {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-door-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const scratch = join(folder, 'scratch');
  mkdirSync(join(scratch, 'inner'), { recursive: true });
  const outside = join(folder, 'diary.txt');
  const inside = join(scratch, 'artifact-1');
  for (const file of [outside, inside, join(scratch, 'inner', 'file')]) writeFileSync(file, 'text');
  return { scratch, outside, inside };
}

test('a file that lies directly in the session folder is taken, by whatever name the folder is called', () => {
  const { scratch, inside } = setupFolders();
  expect(findArtifactRefusal({ name: 'a', path: inside }, scratch)).toBeUndefined();
  symlinkSync(scratch, `${scratch}-link`);
  expect(findArtifactRefusal({ name: 'a', path: join(`${scratch}-link`, 'artifact-1') }, scratch)).toBeUndefined();
});

test.each([
  ['one that lies elsewhere', 'not lie', ({ outside }: { outside: string }) => outside],
  ['one that a path leads out to', 'not lie', ({ scratch }: { scratch: string }) => `${scratch}/../diary.txt`],
  ['one in a folder below', 'not lie', ({ scratch }: { scratch: string }) => join(scratch, 'inner', 'file')],
  ['the folder itself', 'not lie', ({ scratch }: { scratch: string }) => scratch],
  ['a folder', 'link or a folder', ({ scratch }: { scratch: string }) => join(scratch, 'inner')],
  ['one that is gone', 'was gone', ({ scratch }: { scratch: string }) => join(scratch, 'nowhere')],
])('%s is refused with a sentence', (_what, sentence, pathIn) => {
  const folders = setupFolders();
  expect(findArtifactRefusal({ name: 'report.txt', path: pathIn(folders) }, folders.scratch)).toContain(sentence);
});

test('a link to a file elsewhere is refused, whichever kind of link it is', () => {
  const { scratch, outside } = setupFolders();
  symlinkSync(outside, join(scratch, 'symbolic'));
  linkSync(outside, join(scratch, 'hard'));
  expect(findArtifactRefusal({ name: 'a', path: join(scratch, 'symbolic') }, scratch)).toContain('a link or a folder');
  expect(findArtifactRefusal({ name: 'a', path: join(scratch, 'hard') }, scratch)).toContain('a hard link');
});
