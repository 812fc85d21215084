import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, test } from 'vitest';

import { keepChosenRuntimes, readChosenRuntimes } from './chosen-runtimes.ts';
import { createRunner } from './runner/runner.ts';

function setupRunner() {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-chosen-'));
  const runner = createRunner({
    workersFolder: path.join(import.meta.dirname, '..', 'resources', 'workers'),
    temporaryFolder: folder,
    cacheFolder: path.join(folder, 'cache'),
    homeFolder: folder,
    platform: process.platform,
    environment: {},
    nowMs: () => 0,
    random: (bytes) => crypto.getRandomValues(bytes),
  });
  return {
    folder,
    runner: keepChosenRuntimes(runner, folder),
    async [Symbol.asyncDispose]() {
      await runner.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

test('a path that is no runtime is not kept, and going back to the best found forgets the choice', async () => {
  await using setup = setupRunner();
  const file = path.join(setup.folder, 'runtimes.json');
  writeFileSync(file, '{"r":"/opt/R/bin/R","python":"/opt/python3"}');
  expect(await setup.runner.chooseRuntime('python', path.join(setup.folder, 'nothing'))).toBeUndefined();
  expect(readChosenRuntimes(setup.folder)).toEqual({ r: '/opt/R/bin/R', python: '/opt/python3' });
  await setup.runner.chooseRuntime('python', null);
  expect(readChosenRuntimes(setup.folder)).toEqual({ r: '/opt/R/bin/R' });
});

test.each(['', 'rubbish', '{"cobol":"/usr/bin/cobc"}', '{"r":7}'])('a file of rubbish is no choice: %s', (text) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-chosen-'));
  writeFileSync(path.join(folder, 'runtimes.json'), text);
  expect(readChosenRuntimes(folder)).toEqual({});
  expect(readChosenRuntimes(path.join(folder, 'missing'))).toEqual({});
  rmSync(folder, { recursive: true });
});
