import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { languages } from '#shared/calls/language.ts';
import { valueToJson } from '#shared/values/value-json.ts';

import { setupRunner } from './runner.harness.ts';
import type { Sources } from './session-calls.harness.ts';

const holdingState: Sources = {
  python: 'count = 0\ndef step():\n    global count\n    count += 1\n    return count',
  r: 'count <- 0L\nstep <- function() {\n  count <<- count + 1L\n  count\n}',
  julia: 'count = 0\nfunction step()\n  global count += 1\n  return count\nend',
};

test.each(languages)('a source in %s is loaded once, and two sources do not see each other', async (language) => {
  const { valueOf } = setupRunner();
  const first = { language, source: holdingState[language], entry: 'step' };
  const second = { ...first, source: `${holdingState[language]}\n# another\n` };
  const got = [await valueOf(first), await valueOf(first), await valueOf(second), await valueOf(first)];
  expect(got.map(valueToJson)).toEqual([1, 2, 1, 3]);
});

const readingFile: Sources = {
  python: 'def read():\n    with open("note.txt") as file: return file.read()',
  r: 'read <- function() readLines("note.txt")',
  julia: 'read_note() = read("note.txt", String)',
};

test.each(languages)('a relative path in %s starts at the working folder', async (language) => {
  const { valueOf, folder } = setupRunner();
  writeFileSync(join(folder, 'note.txt'), 'Zürich');
  expect(
    await valueOf({ language, source: readingFile[language], entry: language === 'julia' ? 'read_note' : 'read' }),
  ).toBe('Zürich');
});

const readingSecrets: Sources = {
  python: 'import os\ndef secret(): return os.environ.get("TRIPTYCH_TEST_SECRET", "nothing")',
  r: 'secret <- function() Sys.getenv("TRIPTYCH_TEST_SECRET", "nothing")',
  julia: 'secret() = get(ENV, "TRIPTYCH_TEST_SECRET", "nothing")',
};

test.each(languages)("a function in %s does not see the app's environment", async (language) => {
  process.env['TRIPTYCH_TEST_SECRET'] = 'a token';
  const { valueOf } = setupRunner();
  expect(await valueOf({ language, source: readingSecrets[language], entry: 'secret' })).toBe('nothing');
});

test('a session that has been given very many sources makes room for a fresh one, also when each of them failed', async () => {
  const { ask } = setupRunner();
  const processIds = new Set<string>();
  for (let draft = 0; draft <= 500; draft += 1) {
    const source = `import os\ndef f(): raise ValueError(os.getpid())  # draft ${String(draft)}`;
    const { outcome } = await ask({ language: 'python', source, entry: 'f' });
    if (outcome.kind === 'failed' && outcome.failure.kind === 'function-error') processIds.add(outcome.failure.message);
  }
  expect(processIds.size).toBe(2);
});

test('a file that a worker names and that lies elsewhere stays where it is', async () => {
  const { ask, folder } = setupRunner();
  const diary = join(folder, 'diary.txt');
  writeFileSync(diary, 'dear diary');
  const source = `from triptych_worker import output
def f(path): output.send(("artifact", "diary.txt", path))`;
  const { artifacts, err } = await ask({ language: 'python', source, entry: 'f', args: [['path', diary]] });
  expect([artifacts, readFileSync(diary, 'utf8')]).toEqual([[], 'dear diary']);
  expect(err).toContain('The file diary.txt was not kept: it does not lie in the folder of its session.');
});
