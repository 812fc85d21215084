import { expect, test } from 'vitest';

import type { Language } from '#shared/calls/language.ts';
import { languages } from '#shared/calls/language.ts';

import { setupRunner } from './runner.harness.ts';
import { expectNextCall } from './session-calls.harness.ts';
import type { Sources } from './session-calls.harness.ts';

const failing: Sources = {
  python: 'def inner(x):\n    return x / 0\n\ndef outer():\n    return inner(1)\n',
  r: 'inner <- function(x) {\n  stop("no such thing")\n}\nouter <- function() {\n  inner(1)\n}\n',
  julia: 'function inner(x)\n  error("no such thing")\nend\nfunction outer()\n  return inner(1) + 1\nend\n',
};
const failingLines: { readonly [language in Language]: readonly number[] } = {
  python: [5, 2],
  r: [5, 2],
  julia: [5, 2],
};

test.each(languages)("an error in %s names the lines of the user's own source, innermost last", async (language) => {
  const { ask } = setupRunner();
  const { outcome } = await ask({ language, source: failing[language], entry: 'outer' });
  if (outcome.kind !== 'failed' || outcome.failure.kind !== 'function-error')
    throw new Error(JSON.stringify(outcome.kind));
  const { frames, trace, message } = outcome.failure;
  const own = frames.filter((frame) => frame.isUserSource && frame.line !== null);
  expect(message).toMatch(/division by zero|no such thing/);
  expect(trace).not.toBe('');
  expect(own.map((frame) => frame.line)).toEqual(failingLines[language]);
  expect(own.map((frame) => frame.functionName)).toEqual(['outer', 'inner']);
});

const wrongSyntax: Sources = {
  python: 'x = 1\ndef broken(:\n    pass\n',
  r: 'x <- 1\nbroken <- function( {\n  1 + + * 2\n}\n',
  julia: 'x = 1\nfunction broken()\n  1 + )\nend\n',
};

test.each(languages)('a syntax error in %s names its line', async (language) => {
  const world = setupRunner();
  const { outcome } = await world.ask({ language, source: wrongSyntax[language], entry: 'broken' });
  expect(outcome).toMatchObject({
    kind: 'failed',
    failure: { kind: 'syntax-error', line: expect.any(Number) },
  });
  await expectNextCall(world, language);
});

test.each(languages)('a function in %s that is not there is named, with those that are', async (language) => {
  const { ask } = setupRunner();
  const { outcome } = await ask({ language, source: failing[language], entry: 'summarise' });
  expect(outcome).toMatchObject({
    failure: {
      kind: 'entry-missing',
      entry: 'summarise',
      found: expect.arrayContaining(['inner', 'outer']),
    },
  });
});
