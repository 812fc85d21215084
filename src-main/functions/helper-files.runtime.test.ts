import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { languageExtensions, languages } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';
import type { RunRecord } from '#shared/functions/function-entities.ts';
import { jsonToValue } from '#shared/values/value-json.ts';

import { setupFunctions } from '../functions.harness.ts';

// One set of warm sessions for all: what one run leaves in them must not reach the next.
let world: Awaited<ReturnType<typeof setupFunctions>>;
beforeAll(async () => {
  world = await setupFunctions();
  await world.runner.findRuntimes();
});
afterAll(async () => {
  await world.close();
});

const sources: { readonly [language in Language]: string } = {
  python: 'import helper\ndef f(x=2):\n    return helper.times(x)\n',
  r: 'source("helper.R")\nf <- function(x = 2) times(x)\n',
  julia: 'include("helper.jl")\nf(x = 2) = times(x)\n',
};

const helpers: { readonly [language in Language]: (factor: number) => string } = {
  python: (factor) => `def times(x):\n    return ${String(factor)} * x\n`,
  r: (factor) => `times <- function(x) ${String(factor)} * x\n`,
  julia: (factor) => `times(x) = ${String(factor)}x\n`,
};

function writeHelper(folder: string, language: Language, factor: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `helper${languageExtensions[language]}`), helpers[language](factor));
}

async function runIn(folder: string, language: Language, source = sources[language]): Promise<RunRecord> {
  const fileName = `source${languageExtensions[language]}`;
  const started = await world.handlers.runs.startSource(
    { language, fileName, source, entry: 'f', folder, timeLimitSeconds: null, arguments: {} },
    world.call,
  );
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  return await world.waitForEnd(started.value.runId);
}

function valueOf({ outcome }: RunRecord): unknown {
  const [shown] = outcome?.shown ?? [];
  return shown?.kind === 'value' ? Number(jsonToValue(shown.json)) : outcome?.failure;
}

test.each(languages)('%s: each folder has its own helper, also when the source is the same', async (language) => {
  const [one, other] = [path.join(world.folder, 'one'), path.join(world.folder, 'other')];
  writeHelper(one, language, 3);
  writeHelper(other, language, 5);
  expect(valueOf(await runIn(one, language))).toBe(6);
  expect(valueOf(await runIn(other, language))).toBe(10);
  expect(valueOf(await runIn(one, language))).toBe(6);
  expect(readdirSync(one)).not.toContain('__pycache__');
});

test.each(languages)('%s: a helper that was edited is loaded anew', async (language) => {
  const folder = path.join(world.folder, 'edited');
  for (const factor of [3, 5, 7]) {
    writeHelper(folder, language, factor);
    expect(valueOf(await runIn(folder, language))).toBe(2 * factor);
  }
});

test.each(languages)('%s: a function of a workspace finds the helper among its files', async (language) => {
  writeHelper(world.filesFolder, language, 4);
  expect(valueOf(await world.run(language, sources[language]))).toBe(8);
});

test.each([
  ['python', 'def f():\n    import helper\n    return helper.times(2)\n'],
  ['r', 'f <- function() {\n  source("helper.R")\n  times(2)\n}\n'],
  ['julia', 'function f()\n    include("helper.jl")\n    return Base.invokelatest(times, 2)\nend\n'],
] as const)('%s: a helper may also be taken in within the function', async (language, source) => {
  for (const factor of [3, 5]) {
    const folder = path.join(world.folder, `within${String(factor)}`);
    writeHelper(folder, language, factor);
    expect(valueOf(await runIn(folder, language, source))).toBe(2 * factor);
  }
});

test.each([
  ['python', 'def f():\n    import helper\n', 'helper'],
  ['r', 'f <- function() times(2)\n', 'times'],
  ['julia', 'f() = times(2)\n', 'times'],
] as const)('%s: what a source took in is not there for a source of another folder', async (language, source, name) => {
  const folder = path.join(world.folder, 'with');
  writeHelper(folder, language, 3);
  expect(valueOf(await runIn(folder, language))).toBe(6);
  const failure = valueOf(await runIn(path.join(world.folder, 'without'), language, source));
  expect(failure).toMatchObject({ kind: 'function-error', message: expect.stringContaining(name) });
});

test('Python: packages, modules that they share and the search path are as if each source were a script', async () => {
  const folder = path.join(world.folder, 'toolbox');
  mkdirSync(path.join(folder, 'kit', 'deep'), { recursive: true });
  mkdirSync(path.join(folder, 'bare'));
  writeFileSync(path.join(folder, 'kit', '__init__.py'), 'from .deep import two\n');
  writeFileSync(path.join(folder, 'kit', 'deep', '__init__.py'), 'from kit import base\ntwo = base.one + 1\n');
  writeFileSync(path.join(folder, 'kit', 'base.py'), 'one = 1\n');
  writeFileSync(path.join(folder, 'bare', 'three.py'), 'three = 3\n');
  const source =
    'import sys, os, kit.base, bare.three, csv\ndef f():\n    same = sys.modules["kit.base"] is kit.base\n    return kit.two + bare.three.three + same * 10 + (sys.path[0] == os.getcwd()) * 100\n';
  expect(valueOf(await runIn(folder, 'python', source))).toBe(115);
  expect(valueOf(await runIn(folder, 'python', source))).toBe(115);
  const leaked =
    'import sys\ndef f():\n    names = {"kit", "kit.base", "kit.deep", "bare", "bare.three"} & set(sys.modules)\n    return len(names) + ("csv" not in sys.modules) + sum("toolbox" in one for one in sys.path)\n';
  expect(valueOf(await runIn(path.join(world.folder, 'empty'), 'python', leaked))).toBe(0);
});

test('an error in a helper names the helper and its line', async () => {
  const folder = path.join(world.folder, 'wrong');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'helper.py'), '# wrong\ndef times(x):\n    return x / 0\n');
  const failure = valueOf(await runIn(folder, 'python'));
  expect(failure).toMatchObject({ kind: 'function-error', trace: expect.stringContaining('helper.py", line 3') });
});
