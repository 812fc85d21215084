import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

import type { LogLevel } from '#shared/calls/log-level.ts';
import type { Value } from '#shared/values/value.ts';

import { skipWithoutRPackage } from '../../build/skip-without-r-package.ts';
import { setupRunner } from './runner.harness.ts';
import type { Answered } from './runner.harness.ts';

function setupR() {
  const { ask, folder, runner } = setupRunner();
  return {
    folder,
    runner,
    askR: (source: string, given: Readonly<Record<string, Value>> = {}): Promise<Answered> =>
      ask({ language: 'r', source, entry: 'f', args: Object.entries(given) }),
    saidBy: async (source: string): Promise<readonly (readonly [LogLevel, string])[]> => {
      const said: [LogLevel, string][] = [];
      await ask({
        language: 'r',
        source,
        entry: 'f',
        onLog(_, text, level) {
          const last = said.at(-1);
          if (last?.[0] === level) last[1] += text;
          else said.push([level, text]);
        },
      });
      return said;
    },
  };
}

test('progress has its label, its end and its last state, however fast it comes', async () => {
  const { askR } = setupR();
  const { outcome, progress } = await askR(
    'f <- function() { for (i in 1:2000) triptych$progress(i, 2000, "files"); triptych$progress(3, label = "open"); 1L }',
  );
  expect(outcome).toMatchObject({ kind: 'done', value: 1n });
  expect(progress[0]).toEqual({ id: 'triptych:files', label: 'files', done: 1, total: 2000, isFinished: false });
  expect(progress).toContainEqual({ id: 'triptych:files', label: 'files', done: 2000, total: 2000, isFinished: true });
  expect(progress.at(-1)).toEqual({ id: 'triptych:open', label: 'open', done: 3, total: null, isFinished: false });
  expect(progress.length).toBeLessThan(100);
});

test('progress that was held back when a call failed is told', async () => {
  const { askR } = setupR();
  const { progress } = await askR('f <- function() { for (i in 1:5) triptych$progress(i, 10); stop("no") }');
  expect(progress.at(-1)).toMatchObject({ done: 5, total: 10, isFinished: false });
});

test('triptych$lapply gives what lapply gives, with a bar', async () => {
  const { askR } = setupR();
  const { outcome, progress } = await askR(
    'f <- function() identical(triptych$lapply(c(a = 1, b = 2), function(x, n) if (x > 1) x * n, n = 3), lapply(c(a = 1, b = 2), function(x) if (x > 1) x * 3))',
  );
  expect(outcome).toMatchObject({ value: true });
  expect(progress.at(-1)).toMatchObject({ done: 2, total: 2, isFinished: true });
});

test('R’s own text bar shows as progress and prints nothing', async () => {
  const { askR } = setupR();
  const { outcome, out, progress } = await askR(
    'f <- function() { bar <- txtProgressBar(0, 5, style = 3, title = "rows"); for (i in 1:5) setTxtProgressBar(bar, i); at <- getTxtProgressBar(bar); close(bar); at }',
  );
  expect(outcome).toMatchObject({ value: 5n });
  expect(out).toBe('');
  expect(progress[0]).toMatchObject({ label: 'rows', done: 0, total: 5, isFinished: false });
  expect(progress.at(-1)).toMatchObject({ done: 5, total: 5, isFinished: true });
});

test('a text bar that is meant for a file goes there', async () => {
  const { askR } = setupR();
  const { outcome, progress } = await askR(
    'f <- function() { out <- file("bar.txt", "w"); bar <- utils::txtProgressBar(file = out); utils::setTxtProgressBar(bar, 1); close(bar); close(out); file.size("bar.txt") > 10 }',
  );
  expect(outcome).toMatchObject({ value: true });
  expect(progress).toEqual([]);
});

test('a bar of the package cli shows as progress', async () => {
  skipWithoutRPackage('cli');
  const { askR } = setupR();
  const { outcome, out, err, progress } = await askR(
    'f <- function() { cli::cli_progress_bar("fitting", total = 8); for (i in 1:8) { Sys.sleep(0.06); cli::cli_progress_update() }; cli::cli_progress_done(); 1L }',
  );
  expect({ outcome, out, err }).toMatchObject({ outcome: { value: 1n }, out: '', err: '' });
  expect(progress.length).toBeGreaterThan(0);
  expect(progress[0]).toMatchObject({ label: 'fitting', total: 8 });
  expect(progress.at(-1)).toMatchObject({ isFinished: true });
});

test('a note and a file belong to the run', async () => {
  const { askR } = setupR();
  const { outcome, notes, artifacts } = await askR(
    'f <- function() { triptych$note(c("two", "línes")); writeLines("kept", "own.txt"); triptych$artifact("own.txt", "result.txt"); triptych$artifact("own.txt"); unlink("own.txt"); 1L }',
  );
  expect(outcome).toMatchObject({ value: 1n });
  expect(notes).toEqual(['two\nlínes']);
  expect(artifacts.map(({ name }) => name)).toEqual(['result.txt', 'own.txt']);
  expect(artifacts.map(({ path }) => readFileSync(path, 'utf8'))).toEqual(['kept\n', 'kept\n']);
});

test.each([
  ['triptych$artifact("nowhere.txt")', 'There is no file nowhere.txt.'],
  ['triptych$artifact(".")', '. is a folder; give its files one by one, or pack them into one.'],
  ['triptych$progress("a")', '`done` must be a number.'],
  ['triptych$keep(NULL)', 'There is nothing to keep in NULL.'],
])('%s says what is wrong', async (code, message) => {
  const { askR } = setupR();
  expect(await askR(`f <- function() ${code}`)).toMatchObject({ outcome: { failure: { message } } });
});

test('a value that was kept is handed to a later call as itself', async () => {
  const { askR } = setupR();
  const { outcome } = await askR('f <- function() list(fit = triptych$keep(lm(dist ~ speed, cars)), n = 50L)');
  const fit = outcome.kind === 'done' && isMap(outcome.value) ? outcome.value.entries[0]?.[1] : undefined;
  expect(fit).toMatchObject({ kind: 'handle', language: 'r', description: 'lm, 12 elements' });
  const given: Value = { kind: 'map', entries: [['model', fit ?? null]] };
  expect(await askR('f <- function(x) c(class(x$model), names(coef(x$model)))', { x: given })).toMatchObject({
    outcome: { kind: 'done', value: { column: { type: 'text' } } },
  });
  const gone: Value = { kind: 'handle', id: 'none-1', language: 'r', description: 'lm, 12 elements' };
  expect(await askR('f <- function(x) x', { x: gone })).toMatchObject({
    outcome: { failure: { kind: 'handle-gone', parameter: 'x', description: 'lm, 12 elements' } },
  });
});

/** Leaves a file behind when R has let go of what `make` gives a name to. */
const noteWhenGone =
  'noted <- function() { e <- new.env(); reg.finalizer(e, function(x) file.create("gone")); e }\nlook <- function() { gc(); file.exists("gone") }\n';

test('a kept value goes when it is let go of, and not before', async () => {
  const { askR, runner } = setupR();
  const source = `${noteWhenGone}f <- function(look_only) if (look_only) look() else triptych$keep(noted())`;
  const { outcome } = await askR(source, { look_only: false });
  const handle = outcome.kind === 'done' ? outcome.value : null;
  expect(handle).toMatchObject({ kind: 'handle', description: 'environment' });
  expect(await askR(source, { look_only: true })).toMatchObject({ outcome: { value: false } });
  runner.free([handle !== null && typeof handle === 'object' && 'id' in handle ? handle.id : '']);
  await askR(source, { look_only: true });
  expect(await askR(source, { look_only: true })).toMatchObject({ outcome: { value: true } });
});

test('a kept value whose handle is not returned goes with the call', async () => {
  const { askR } = setupR();
  const source = `${noteWhenGone}f <- function(look_only) if (look_only) look() else { triptych$keep(noted()); 1 }`;
  await askR(source, { look_only: false });
  await askR(source, { look_only: true });
  expect(await askR(source, { look_only: true })).toMatchObject({ outcome: { value: true } });
});

function isMap(value: Value): value is Extract<Value, { readonly kind: 'map' }> {
  return value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'map';
}

test('what is printed, said, warned of and written to standard error is told apart', async () => {
  const { saidBy } = setupR();
  expect(
    await saidBy(
      'f <- function() { print(1L); message("m"); warning("w"); cat("e\\n", file = stderr()); warning("plain", call. = FALSE) }',
    ),
  ).toEqual([
    ['print', '[1] 1\n'],
    ['message', 'm\n'],
    ['warning', 'Warning in f() : w\n'],
    ['message', 'e\n'],
    ['warning', 'Warning: plain\n'],
  ]);
});

test.each([
  [
    'a warning that is caught',
    'tryCatch(warning("w"), warning = function(w) cat("caught\\n"))',
    [['print', 'caught\n']],
  ],
  ['a warning that is suppressed', 'suppressWarnings({ warning("w"); cat("on\\n") })', [['print', 'on\n']]],
  ['warnings that are turned off', '{ options(warn = -1); warning("w"); cat("on\\n") }', [['print', 'on\n']]],
  ['a warning of R’s own', 'as.integer("x")', [['warning', 'Warning in f() : NAs introduced by coercion\n']]],
] as const)('%s behaves as in R', async (_, code, said) => {
  const { saidBy } = setupR();
  expect(await saidBy(`f <- function() { ${code}; invisible() }`)).toEqual(said);
});

test('a warning is an error where the function wants it so', async () => {
  const { askR } = setupR();
  expect(await askR('f <- function() { options(warn = 2); warning("w"); 1 }')).toMatchObject({
    outcome: { failure: { kind: 'function-error', message: '(converted from warning) w' } },
  });
});

test('the errors that an error came of are told, nearest first', async () => {
  skipWithoutRPackage('rlang');
  const { askR } = setupR();
  const inner =
    'tryCatch(stop("inner"), error = function(e) rlang::abort("middle", parent = e, class = "middle_error"))';
  const source = `f <- function() tryCatch(${inner}, error = function(e) rlang::abort("outer", parent = e))`;
  expect(await askR(source)).toMatchObject({
    outcome: {
      failure: {
        kind: 'function-error',
        message: 'outer',
        causes: [
          { message: 'middle', errorClass: 'middle_error' },
          { message: 'inner', errorClass: 'simpleError' },
        ],
      },
    },
  });
});

test('memory that R cannot get is told as such, and the session lives on', async () => {
  const { askR } = setupR();
  expect(await askR('f <- function() {\n  numeric(1e14)\n}')).toMatchObject({
    outcome: {
      failure: {
        kind: 'memory-exhausted',
        message: expect.stringContaining('allocate'),
        frames: [{ functionName: 'f', line: 2 }, { functionName: 'numeric' }],
      },
    },
  });
  expect(await askR('f <- function() 1L')).toMatchObject({ outcome: { value: 1n } });
});

test('a source that has a triptych of its own means that one', async () => {
  const { askR } = setupR();
  expect(await askR('triptych <- list(progress = "mine")\nf <- function() triptych$progress')).toMatchObject({
    outcome: { value: 'mine' },
  });
});
