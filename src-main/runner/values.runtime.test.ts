import { expect, test } from 'vitest';
import { z } from 'zod';

import type { Language } from '#shared/calls/language.ts';
import { languages } from '#shared/calls/language.ts';
import { jsonToValue, valueToJson } from '#shared/values/value-json.ts';
import type { Json } from '#shared/values/json.ts';

import type { CallOutcome } from './call.ts';
import { readCases, setupRunner } from './runner.harness.ts';

const json = z.json() as z.ZodType<Json>; // zod's own JSON type is the same, but for readonly.
const perLanguage = z.partialRecord(z.enum(languages), json).default({});
const sentences = z.partialRecord(z.enum(languages), z.string()).default({});

const valueCases = z
  .object({
    cases: z.array(
      z.object({ name: z.string(), value: json, times: z.number().default(1), back: perLanguage, refused: sentences }),
    ),
  })
  .parse(readCases('values')).cases;

const resultCases = z
  .object({
    cases: z.array(
      z.object({
        name: z.string(),
        source: sentences,
        expect: json.optional(),
        expectIn: perLanguage,
        refused: sentences,
      }),
    ),
  })
  .parse(readCases('results')).cases;

const identity: { readonly [language in Language]: string } = {
  python: 'def identity(x):\n    return x\n',
  r: 'identity <- function(x) x\n',
  julia: 'identity(x) = x\n',
};

/** What came back, in a form that two outcomes can be compared in: a refusal is cut to the sentence expected when it has it. */
function described(outcome: CallOutcome, sentence: string | undefined): unknown {
  if (outcome.kind === 'done') return valueToJson(outcome.value);
  const { failure } = outcome;
  const said =
    failure.kind === 'argument-refused'
      ? failure.reason
      : failure.kind === 'value-not-showable'
        ? `${failure.path}: ${failure.description}`
        : undefined;
  if (said === undefined || sentence === undefined) return failure;
  return said.toLowerCase().includes(sentence.toLowerCase()) ? { refused: sentence } : { refused: said };
}

test.each(languages)('%s gives back every value that it is given', async (language) => {
  const { ask } = setupRunner();
  const got: Record<string, unknown> = {};
  const wanted: Record<string, unknown> = {};
  for (const { name, value, times, back, refused } of valueCases) {
    const sent = typeof value === 'string' ? value.repeat(times) : value;
    const sentence = refused[language];
    const { outcome } = await ask({
      language,
      source: identity[language],
      entry: 'identity',
      args: [['x', jsonToValue(sent)]],
    });
    got[name] = described(outcome, sentence);
    wanted[name] =
      sentence === undefined ? (back[language] === undefined ? sent : back[language]) : { refused: sentence };
  }
  expect(got).toEqual(wanted);
});

test.each(languages)('what a function in %s makes has one meaning', async (language) => {
  const { ask } = setupRunner();
  const got: Record<string, unknown> = {};
  const wanted: Record<string, unknown> = {};
  for (const { name, source, expect: expected, expectIn, refused } of resultCases) {
    const text = source[language];
    if (text === undefined) continue;
    const sentence = refused[language];
    const { outcome } = await ask({ language, source: text, entry: 'give' });
    got[name] = described(outcome, sentence);
    wanted[name] =
      sentence === undefined
        ? expectIn[language] === undefined
          ? expected
          : expectIn[language]
        : { refused: sentence };
  }
  expect(got).toEqual(wanted);
});
