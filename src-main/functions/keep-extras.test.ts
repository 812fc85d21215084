import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { openBlobFolder } from '../store/blob-folder.ts';
import { createExtras } from './keep-extras.ts';

function setup() {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-extras-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const scratch = path.join(folder, 'scratch');
  mkdirSync(scratch);
  const blobs = openBlobFolder(path.join(folder, 'blobs'));
  const refused: string[] = [];
  const extras = createExtras(blobs, (sentence) => refused.push(sentence));
  function file(name: string, content: string): string {
    const place = path.join(scratch, name);
    writeFileSync(place, content);
    return place;
  }
  return { blobs, extras, refused, file, scratch };
}

test('notes and files are kept in the order in which they came; a file outlives the folder that it lay in', async () => {
  const { blobs, extras, file, scratch } = setup();
  extras.addNote('the first');
  extras.addArtifact({ name: 'report.txt', path: file('1', 'all is well') });
  extras.addNote('the second');
  rmSync(scratch, { recursive: true });
  const shown = await extras.keep();
  expect(shown).toMatchObject([
    { kind: 'note', title: 'Note 1', text: 'the first' },
    { kind: 'artifact', title: 'report.txt', sizeBytes: 11 },
    { kind: 'note', title: 'Note 2', text: 'the second' },
  ]);
  const [, artifact] = shown;
  expect(artifact?.kind === 'artifact' && readFileSync(blobs.path(artifact.blob), 'utf8')).toBe('all is well');
});

test('a name is no path, and a long note is cut', async () => {
  const { extras, file } = setup();
  extras.addArtifact({ name: '../../etc/pass\nwd', path: file('1', 'x') });
  extras.addNote('x'.repeat(200_000));
  const [artifact, note] = await extras.keep();
  expect(artifact).toMatchObject({ title: '.._.._etc_pass_wd' });
  expect(note?.kind === 'note' && note.text.length).toBe(100_001);
});

test('a file that is too large, one too many and one that is gone are refused with a sentence, and deleted', async () => {
  const { extras, refused, file } = setup();
  const large = file('large', '');
  truncateSync(large, 2 * 1024 * 1024 * 1024); // It has holes, and takes no room.
  extras.addArtifact({ name: 'large.bin', path: large });
  extras.addArtifact({ name: 'gone.txt', path: `${large}-gone` });
  for (let index = 0; index < 101; index += 1)
    extras.addArtifact({ name: `${String(index)}.txt`, path: file(String(index), '') });
  expect(await extras.keep()).toHaveLength(98);
  expect(refused).toEqual([
    'The file large.bin was not kept: it has 2048 MB, and a file of a run may have 1024 MB.\n',
    'The file gone.txt was gone before it could be kept.\n',
    ...[98, 99, 100].map((index) => `The file ${String(index)}.txt was not kept: a run keeps 100 files.\n`),
  ]);
  expect(statSync(large, { throwIfNoEntry: false })).toBeUndefined();
});

test('what is named as a file and is a link elsewhere is not taken in', async () => {
  const { extras, file, scratch } = setup();
  const link = path.join(scratch, 'link');
  symlinkSync(file('secret', 'secret'), link);
  extras.addArtifact({ name: 'link.txt', path: link });
  await expect(extras.keep()).rejects.toThrow('ELOOP');
});
