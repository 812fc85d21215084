import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { Value } from '#shared/values/value.ts';

import { setupRunner } from './runner.harness.ts';

function setupR() {
  const { ask } = setupRunner();
  async function failureOf(source: string, given: Readonly<Record<string, Value>> = {}): Promise<CallFailure> {
    const { outcome } = await ask({ language: 'r', source, entry: 'f', args: Object.entries(given) });
    if (outcome.kind === 'done') throw new Error('The call was expected to fail.');
    return outcome.failure;
  }
  return { ask, failureOf };
}

const file = 'source.R';

test('an error names the line that each of the user’s functions has reached', async () => {
  const { failureOf } = setupR();
  const source =
    'f <- function(x) {\n  y <- x + 1\n  g(y)\n}\n\ng <- function(y) {\n  if (y > 1) {\n    stop("too big: ", y)\n  }\n}';
  expect(await failureOf(source, { x: 2.5 })).toEqual({
    kind: 'function-error',
    message: 'too big: 3.5',
    errorClass: 'simpleError',
    frames: [
      { functionName: 'f', line: 3, file, isUserSource: true },
      { functionName: 'g', line: 8, file, isUserSource: true },
    ],
    trace: 'Error: too big: 3.5\n  source.R:3  f(x = x)\n  source.R:8  g(y)',
    causes: [],
  });
});

test('an error in a function within a call of R’s own names the line within', async () => {
  const { failureOf } = setupR();
  expect(await failureOf('f <- function() {\n  lapply(1:2, function(i) {\n    i + "a"\n  })\n}')).toMatchObject({
    message: 'non-numeric argument to binary operator',
    frames: [
      { functionName: 'f', line: 2, file, isUserSource: true },
      { functionName: 'lapply', line: null, file: null, isUserSource: false },
      { functionName: 'FUN', line: 3, file, isUserSource: true },
    ],
  });
});

test('the lines stay the same once R has compiled the function', async () => {
  const { failureOf } = setupR();
  const source =
    'f <- function() {\n  for (i in 1:3) g(i)\n}\ng <- function(i) {\n  h <- i\n  if (i == 3) {\n    log(-"a")\n  }\n}';
  for (let attempt = 0; attempt < 4; attempt += 1) {
    expect(await failureOf(source)).toMatchObject({ frames: [{ line: 2 }, { functionName: 'g', line: 7 }] });
  }
});

test('an error of the user’s own class keeps it', async () => {
  const { failureOf } = setupR();
  const source =
    'f <- function() stop(structure(class = c("too_few_rows", "error", "condition"), list(message = "Only 2 rows.", call = NULL)))';
  expect(await failureOf(source)).toMatchObject({
    errorClass: 'too_few_rows',
    message: 'Only 2 rows.',
    frames: [{ functionName: 'f', line: 1 }],
  });
});

test('an error while the source is loaded names its line', async () => {
  const { failureOf } = setupR();
  expect(await failureOf('x <- 1\ng <- function() {\n  stop("in g")\n}\n\ng()\nf <- function() 1')).toMatchObject({
    message: 'in g',
    frames: [
      { functionName: '(top level)', line: 6, file, isUserSource: true },
      { functionName: 'g', line: 3, file, isUserSource: true },
    ],
  });
});

test('a package that is not installed is named', async () => {
  const { failureOf } = setupR();
  expect(await failureOf('library(notInstalledAnywhere)\nf <- function() 1')).toMatchObject({
    kind: 'function-error',
    errorClass: 'packageNotFoundError',
    message: expect.stringContaining('notInstalledAnywhere'),
  });
});

const mistakes = [
  ['f <- function() {\n  x y\n}', { message: 'unexpected symbol', line: 2, column: 5 }],
  ['f <- function() {\n', { message: 'unexpected end of input', line: 2, column: null }],
  ['x <- 1\r\nf <- function() )\r\n', { message: "unexpected ')'", line: 2, column: 17 }],
  ['x <- "ü"; é <- 2; 1 2', { message: 'unexpected numeric constant', line: 1, column: 21 }],
  [
    'x <- 1\nf <- function() "\0"',
    { message: 'The source has a NUL character, which R cannot read. Take it out.', line: 2, column: null },
  ],
] as const;

test('a syntax error is told with its place', async () => {
  const { failureOf } = setupR();
  for (const [source, place] of mistakes) expect(await failureOf(source)).toEqual({ kind: 'syntax-error', ...place });
});

test('a source that could not be loaded is tried again at the next call', async () => {
  const { ask, failureOf } = setupR();
  const source = 'if (!file.exists("ready")) stop("not ready")\nf <- function() 1L';
  expect(await failureOf(source)).toMatchObject({ message: 'not ready' });
  await ask({ language: 'r', source: 'f <- function() file.create("ready")', entry: 'f' });
  expect(await ask({ language: 'r', source, entry: 'f' })).toMatchObject({ outcome: { value: 1n } });
});

test('an entry that is missing is told with the functions that are there', async () => {
  const { failureOf } = setupR();
  expect(await failureOf('main <- function() 1\nlimit <- 3\nF <- function() 2')).toEqual({
    kind: 'entry-missing',
    entry: 'f',
    found: ['F', 'main'],
  });
});

test('an argument without a parameter is told with the parameters that are there', async () => {
  const { failureOf } = setupR();
  expect(await failureOf('f <- function(rows, limit = 3) 1', { row: 1n })).toMatchObject({
    kind: 'function-error',
    message: "f has no parameter 'row'; its parameters are 'rows', 'limit'.",
  });
});

test('a parameter that is left out takes its default, and one without a default is named', async () => {
  const { ask, failureOf } = setupR();
  const source = 'f <- function(a, b = a * 2) a + b';
  const { outcome } = await ask({ language: 'r', source, entry: 'f', args: [['a', 2n]] });
  expect(outcome).toMatchObject({ value: 6 });
  expect(await failureOf(source, { b: 1n })).toMatchObject({
    message: expect.stringContaining('"a" is missing'),
  });
});

test('text with a NUL is refused before it is sent', async () => {
  const { failureOf } = setupR();
  expect(await failureOf('f <- function(x) x', { x: ['a', 'b\0'] })).toMatchObject({
    kind: 'argument-refused',
    parameter: 'x',
  });
});

test('the working folder that is gone is named', async () => {
  const { ask, folder } = setupRunner();
  const workingFolder = join(folder, 'work');
  mkdirSync(workingFolder);
  await ask({
    language: 'r',
    source: 'f <- function() unlink(getwd(), recursive = TRUE)',
    entry: 'f',
    workingFolder,
  });
  const { outcome } = await ask({ language: 'r', source: 'f <- function() 1', entry: 'f', workingFolder });
  expect(outcome).toMatchObject({ failure: { message: expect.stringContaining('does not exist') } });
});
