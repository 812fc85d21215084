import { expect, test } from 'vitest';

import type { Value } from '#shared/values/value.ts';
import { valueToJson } from '#shared/values/value-json.ts';

import { skipWithoutRPackage } from '../../build/skip-without-r-package.ts';
import { setupRunner } from './runner.harness.ts';

/** Calls of one session, one after the other. */
function setupR() {
  const { ask, valueOf: valueOfAny } = setupRunner();
  return {
    ask,
    valueOf: async (source: string, args: readonly (readonly [string, Value])[] = []) =>
      valueToJson(await valueOfAny({ language: 'r', source, entry: 'f', args })),
  };
}

const changes: readonly (readonly [name: string, change: string, look: string])[] = [
  ['an option', 'options(digits = 3, mine = 1)', 'list(getOption("digits"), getOption("mine"))'],
  ['the level of warnings', 'options(warn = 2)', 'getOption("warn")'],
  [
    'an environment variable',
    'Sys.setenv(MINE = "a=b", HOME = "/elsewhere"); Sys.unsetenv("LANG")',
    'Sys.getenv(c("MINE", "HOME", "LANG"))',
  ],
  ['the time zone', 'Sys.setenv(TZ = "Asia/Tokyo")', 'format(.POSIXct(0), "%H")'],
  ['the locale', 'Sys.setlocale("LC_COLLATE", "C"); Sys.setlocale("LC_TIME", "C.UTF-8")', 'Sys.getlocale()'],
  ['a global variable', 'assign("g", 1, globalenv()); h <<- 2', 'ls(globalenv(), all.names = TRUE)'],
  ['the kind of random numbers', 'RNGkind("Wichmann-Hill"); runif(1)', 'RNGkind()'],
  [
    'a list on the search path',
    'attach(list(attached = 1), name = "mine")',
    // Touching what is in one of R's usual packages has all of them attached: they would come between two looks else.
    'c(is.function(median), search(), exists("attached"))',
  ],
  ['the working folder', 'setwd("/")', 'getwd()'],
  ['where output goes', 'sink(tempfile())', 'sink.number()'],
];

test.each(changes)('%s that a call changes is put back for the next one', async (_, change, look) => {
  const { valueOf } = setupR();
  const source = `f <- function(isChanging) { if (isChanging) { ${change} }; ${look} }`;
  const before = await valueOf(source, [['isChanging', false]]);
  const changed = await valueOf(source, [['isChanging', true]]);
  expect(await valueOf(source, [['isChanging', false]])).toEqual(before);
  expect(await valueOf(`f <- function() ${look}`)).toEqual(before);
  expect(changed).not.toEqual(before);
});

test('a plot is drawn as R draws it, whatever the call before has set', async () => {
  const { valueOf } = setupR();
  const look = 'f <- function() par("mar")';
  const before = await valueOf(look);
  await valueOf('f <- function() par(mar = rep(0, 4))');
  expect(await valueOf(look)).toEqual(before);
});

test('a package of R’s own that a call takes off is there for the next', async () => {
  const { valueOf } = setupR();
  const look = 'f <- function() { sd(1:3); search() }';
  const before = await valueOf(look);
  await valueOf('f <- function() { detach("package:stats"); detach("package:datasets"); 1 }');
  expect(await valueOf(look)).toEqual(before);
});

test('a limit of time that a call has set ends with it', async () => {
  const { valueOf } = setupR();
  await valueOf('f <- function() { setTimeLimit(elapsed = 0.05); 1 }');
  expect(await valueOf('f <- function() { until <- Sys.time() + 0.2; while (Sys.time() < until) NULL; 1L }')).toBe(1);
});

test('an option of a package that R attaches later is put back from the very first call on', async () => {
  const { valueOf } = setupR();
  const look = '{ sd(1:3); names(options("contrasts")$contrasts) }';
  await valueOf(`f <- function() { ${look}; options(contrasts = c(a = "contr.sum", b = "contr.poly")); 1 }`);
  expect(await valueOf(`f <- function() ${look}`)).toEqual(['unordered', 'ordered']);
});

test('what a call has changed before it failed is put back', async () => {
  const { ask, valueOf } = setupR();
  await ask({ language: 'r', source: 'f <- function() { options(digits = 3); g <<- 1; stop("no") }', entry: 'f' });
  expect(await valueOf('f <- function() list(getOption("digits"), exists("g"))')).toEqual([7, false]);
});

test('random numbers start anew in each call, and as the source’s top level has set them', async () => {
  const { valueOf } = setupR();
  await valueOf('f <- function() set.seed(1)');
  const draw = 'f <- function() runif(1)';
  expect(await valueOf(draw)).not.toBe(await valueOf(draw));
  const seeded = `set.seed(1)\n${draw}`;
  expect(await valueOf(seeded)).toBe(await valueOf(seeded));
});

test('what the top level of a source changes holds for its own calls and for no others', async () => {
  const { valueOf } = setupR();
  const look =
    'list(getOption("digits"), Sys.getenv("MINE"), exists("g"), "package:splines" %in% search(), exists("two"))';
  const own = [
    'library(splines)',
    'options(digits = 4)',
    'Sys.setenv(MINE = "m")',
    'assign("g", 1, globalenv())',
    'attach(list(two = 2), name = "two")',
    `f <- function() ${look}`,
  ].join('\n');
  const other = `f <- function() ${look}`;
  const changed = [4, 'm', true, true, true];
  const unchanged = [7, '', false, false, false];
  for (let turn = 1; turn <= 2; turn += 1) {
    expect(await valueOf(own)).toEqual(changed);
    expect(await valueOf(own)).toEqual(changed);
    expect(await valueOf(other)).toEqual(unchanged);
  }
});

test('a package that a call attaches stays attached for its source alone', async () => {
  const { valueOf } = setupR();
  const source = 'f <- function() { before <- "package:splines" %in% search(); library(splines); before }';
  expect([await valueOf(source), await valueOf(source)]).toEqual([false, true]);
  expect(await valueOf('f <- function() "package:splines" %in% search()')).toBe(false);
  expect(await valueOf(source)).toBe(true);
});

test('the options that a package needs stay when a call has loaded it', async () => {
  skipWithoutRPackage('cli');
  const { valueOf } = setupR();
  await valueOf('f <- function() { options(digits = 3); loadNamespace("cli"); 1 }');
  expect(
    await valueOf(
      'f <- function() list(getOption("digits"), is.null(getOption("callr.condition_handler_cli_message")))',
    ),
  ).toEqual([7, false]);
});

test('classes that a source defines last as long as the source', async () => {
  const { valueOf } = setupR();
  const source = [
    'setClass("Point", representation(x = "numeric"))',
    'setGeneric("area", function(shape) standardGeneric("area"))',
    'setMethod("area", "Point", function(shape) shape@x * 2)',
    'Person <- setRefClass("Person", fields = list(name = "character"), methods = list(hi = function() paste("hi", name)))',
    'f <- function() list(area(new("Point", x = 2)), Person$new(name = "Ada")$hi())',
  ].join('\n');
  expect(await valueOf(source)).toEqual([{ $float: '4' }, 'hi Ada']);
  expect(await valueOf('f <- function() exists("area") || exists(".__C__Point")')).toBe(false);
  expect(await valueOf(source)).toEqual([{ $float: '4' }, 'hi Ada']);
});
