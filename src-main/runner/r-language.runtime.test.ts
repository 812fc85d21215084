import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import type { Value } from '#shared/values/value.ts';

import { skipWithoutLanguage } from '../../build/skip-without-language.ts';
import type { LogStream } from './call.ts';
import { rLanguage } from './r-language.ts';
import { setupRunner, workersFolder } from './runner.harness.ts';
import type { Answered, Asked } from './runner.harness.ts';

type Given = Readonly<Record<string, Value>>;
type Options = Pick<Asked, 'timeLimitMs' | 'outputBytesMax' | 'signal' | 'onLog'> & { readonly entry?: string };

/** Asks R for `f`, defined by the lines. */
function setupR() {
  const { ask, folder } = setupRunner();
  function askR(source: string, given: Given = {}, { entry = 'f', ...options }: Options = {}): Promise<Answered> {
    return ask({ language: 'r', source, entry, args: Object.entries(given), ...options });
  }
  async function valueOf(source: string, given: Given = {}): Promise<Value> {
    const { outcome } = await askR(source, given);
    if (outcome.kind === 'failed') throw new Error(JSON.stringify(outcome.failure));
    return outcome.value;
  }
  async function failureOf(source: string, given: Given = {}) {
    const { outcome } = await askR(source, given);
    if (outcome.kind === 'done') throw new Error('The call was expected to fail.');
    return outcome.failure;
  }
  return { askR, valueOf, failureOf, folder };
}

test('what is printed and what is told on standard error keep their order', async () => {
  const { askR } = setupR();
  const said: (readonly [LogStream, string])[] = [];
  await askR(
    'f <- function() {\n  cat("one\\n")\n  message("twö")\n  print(3L)\n  warning("four")\n  cat("five 🧬\\n", file = stderr())\n  cat("six")\n}',
    {},
    { onLog: (stream, text) => said.push([stream, text]) },
  );
  const runs = said.reduce<[LogStream, string][]>((merged, [stream, text]) => {
    const last = merged.at(-1);
    if (last?.[0] === stream) last[1] += text;
    else merged.push([stream, text]);
    return merged;
  }, []);
  expect(runs).toEqual([
    ['out', 'one\n'],
    ['err', 'twö\n'],
    ['out', '[1] 3\n'],
    ['err', 'Warning in f() : four\nfive 🧬\n'],
    ['out', 'six'],
  ]);
});

test('what is printed arrives while the function still runs', async () => {
  const { askR } = setupR();
  const ended = new AbortController();
  const { outcome, out } = await askR(
    'f <- function() { cat("begun\\n"); repeat Sys.sleep(0.01) }',
    {},
    { signal: ended.signal, onLog: () => ended.abort() },
  );
  expect(out).toBe('begun\n');
  expect(outcome).toMatchObject({ failure: { kind: 'cancelled' } });
});

test('what a child process prints is kept', async () => {
  const { askR } = setupR();
  const { out } = await askR('f <- function() invisible(system("echo from a child"))');
  expect(out).toBe('from a child\n');
});

test('an interrupt ends a busy loop, and the same process answers the next call', async () => {
  const { askR, valueOf } = setupR();
  const pid = 'f <- function() Sys.getpid()';
  const before = await valueOf(pid);
  const { outcome } = await askR('f <- function() { i <- 0; repeat i <- i + 1 }', {}, { timeLimitMs: 100 });
  expect(outcome).toMatchObject({ failure: { kind: 'time-limit-reached', limitMs: 100 } });
  expect(await valueOf(pid)).toBe(before);
});

test('a function that prints without end is ended at its limit, and the next call works', async () => {
  const { askR, valueOf } = setupR();
  const { outcome, out } = await askR('f <- function() repeat cat(strrep("x", 1000))', {}, { outputBytesMax: 100_000 });
  expect(outcome).toMatchObject({ failure: { kind: 'output-limit-reached', limitBytes: 100_000 } });
  expect(out.length).toBe(100_000);
  expect(await valueOf('f <- function() 1L')).toBe(1n);
});

test.each(['quit()', 'q("no", 3)', 'base::quit(status = 1)', 'tryCatch(quit(), error = function(e) 1)'])(
  '%s is a failure of its line, and the same process answers the next call',
  async (quit) => {
    const { failureOf, valueOf } = setupR();
    const pid = 'f <- function() Sys.getpid()';
    const before = await valueOf(pid);
    expect(await failureOf(`f <- function() {\n  ${quit}\n}`)).toMatchObject({
      kind: 'function-error',
      errorClass: 'quit',
      message: expect.stringContaining('quit()'),
    });
    expect(await valueOf(pid)).toBe(before);
  },
);

test('a process that kills itself is a failure, and the next call works', async () => {
  const { failureOf, valueOf } = setupR();
  expect(await failureOf('f <- function() { system(paste("kill -9", Sys.getpid())); Sys.sleep(5) }')).toMatchObject({
    kind: 'session-died',
    signal: 'SIGKILL',
  });
  expect(await valueOf('f <- function() 1L')).toBe(1n);
});

test('an endless recursion is a failure that names the entry, and the next call works', async () => {
  const { failureOf, valueOf } = setupR();
  expect(await failureOf('g <- function(n) g(n + 1)\n\nf <- function() g(1)')).toMatchObject({
    kind: 'function-error',
    message: expect.stringContaining('nested too deeply'),
    frames: [{ functionName: 'f', line: 3, isUserSource: true }],
  });
  expect(await valueOf('f <- function() 1L')).toBe(1n);
});

test('what a source defines is seen neither by other sources nor in the global environment', async () => {
  const { valueOf } = setupR();
  await valueOf('secret <- 1\nf <- function() { secret <<- secret + 1; secret }');
  expect(
    await valueOf('f <- function() c(exists("secret"), length(ls(globalenv(), all.names = TRUE)) > 0L)'),
  ).toMatchObject({
    kind: 'vector',
    column: { data: Uint8Array.of(0, 0) },
  });
});

test('a source is loaded once and keeps what it has computed', async () => {
  const { valueOf } = setupR();
  const source = 'count <- 0L\nf <- function() { count <<- count + 1L; count }';
  expect([await valueOf(source), await valueOf(source), await valueOf(source)]).toEqual([1n, 2n, 3n]);
});

test.each([
  ['a statistic', 'sd(c(1, 3))', Math.SQRT2],
  ['a data set', 'nrow(airquality)', 153n],
  ['a function by its name', 'match.fun("median")(1:3)', 2n],
  ['a function by do.call', 'do.call("head", list(5:1, 1L))', 5n],
  ['whether one is there', 'exists("lm")', true],
  ['code from text', 'eval(parse(text = "utils::object.size(1) > 0"))', true],
  ['a class', '{ setClass("P", representation(x = "numeric")); new("P", x = 2)@x }', 2],
])('the very first call of a process finds %s of the default packages', async (_, code, expected) => {
  const { valueOf } = setupR();
  expect(await valueOf(`f <- function() ${code}`)).toEqual(expected);
});

test('the search path becomes that of an ordinary R', async () => {
  const { valueOf } = setupR();
  const search = await valueOf('f <- function() { sd(1:2); paste(search(), collapse = " ") }');
  expect(search).toBe(
    '.GlobalEnv package:stats package:graphics package:grDevices package:utils package:datasets package:methods Autoloads package:base',
  );
});

test('an argument keeps its name within the function, however large it is', async () => {
  const { valueOf } = setupR();
  expect(await valueOf('f <- function(x) deparse(substitute(x))', { x: [1n, 2n, 3n] })).toBe('x');
});

test('a function works in the folder of the call', async () => {
  const { askR, folder } = setupR();
  const { outcome } = await askR('f <- function() { old <- getwd(); setwd("/"); old }');
  expect(outcome).toMatchObject({ value: folder });
  expect((await askR('f <- function() getwd()')).outcome).toMatchObject({ value: folder });
});

test('a function that asks for input gets none', async () => {
  const { valueOf } = setupR();
  expect(await valueOf('f <- function() readline("name? ")')).toBe('');
  expect(await valueOf('f <- function() length(readLines(stdin())) + length(readLines(file("stdin")))')).toBe(0n);
});

test.each(['sink(tempfile())', 'while (sink.number() > 0) sink()', 'closeAllConnections()'])(
  'output is kept again after a call that left it diverted by %s',
  async (code) => {
    const { askR } = setupR();
    await askR(`f <- function() { ${code}; 1 }`);
    const { outcome, out, err } = await askR('f <- function() { cat("back\\n"); message("here"); 2 }');
    expect({ outcome, out, err }).toMatchObject({ outcome: { value: 2 }, out: 'back\n', err: 'here\n' });
  },
);

test('methods of the source are found when R’s own functions call the generic', async () => {
  const { askR } = setupR();
  const source = [
    'area <- function(shape, ...) UseMethod("area")',
    'area.circle <- function(shape, ...) 3 * shape$r ^ 2',
    'area.default <- function(shape, ...) 0',
    'format.circle <- function(x, ...) "a circle"',
    'Ops.circle <- function(e1, e2) get(.Generic)(e1$r, e2$r)',
    'circle <- function(r) structure(list(r = r), class = "circle")',
    'f <- function() {',
    '  cat(sapply(list(circle(1), circle(2)), format), sep = "\\n")',
    '  c(sapply(list(circle(1), 7), area), Reduce(`<`, list(circle(1), circle(2))))',
    '}',
  ].join('\n');
  const { outcome, out } = await askR(source);
  expect(outcome).toMatchObject({ value: { column: { data: Float64Array.of(3, 0, 1) } } });
  expect(out).toBe('a circle\na circle\n');
  expect((await askR('f <- function() length(ls(globalenv(), all.names = TRUE))')).outcome).toMatchObject({
    value: 0n,
  });
});

test.skipIf(process.platform !== 'linux')(
  'an R whose core is gone before it has begun ends, and waits for nobody',
  async () => {
    skipWithoutLanguage('r');
    const folder = mkdtempSync(join(tmpdir(), 'triptych-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const plan = rLanguage.planLaunch({ runtimePath: 'R', workersFolder, scratchFolder: folder, filesFolder: folder });
    execFileSync('mkfifo', [join(folder, 'to-r'), join(folder, 'from-r')]);
    const noProcess = '4194305'; // One more than Linux gives at most.
    const env = { ...process.env, ...plan.env, TRIPTYCH_SCRATCH: folder, TRIPTYCH_CORE: noProcess };
    const child = spawn(plan.command, plan.args, { env, stdio: 'ignore' });
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
);
