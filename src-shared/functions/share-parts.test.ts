import { expect, test } from 'vitest';

import { attachmentBytesMax } from '../attachments/attachment-fields.ts';
import type { Outcome } from './outcome.ts';
import { chooseShareParts, listShareParts, sharedArguments } from './share-parts.ts';

const plot = 'a'.repeat(64);
const table = 'b'.repeat(64);
const log = 'c'.repeat(64);

const outcome: Outcome = {
  shown: [
    {
      kind: 'table',
      title: 'fit / coefficients',
      blob: table,
      rowCount: 2,
      columns: [{ name: 'x', type: 'float' }],
      indexCount: 0,
      isMatrix: false,
    },
    { kind: 'plot', title: 'Plot 1', blob: plot, media: 'image/svg+xml' },
    { kind: 'plot', title: 'Plot 2', blob: plot, media: 'image/svg+xml' },
    { kind: 'value', title: '', json: 'a\u0000b' },
  ],
  failure: null,
  warnings: [{ text: 'careful', count: 1 }],
  handles: [{ id: 'h', language: 'r', description: 'a model' }],
};
const run = {
  functionName: 'fit',
  arguments: { data: { $file: '/home/ada/secret/air.csv' }, n: 3 },
  outcome,
  logBlob: log,
  logBytes: 10,
};
const sizes: { readonly [blob: string]: number } = { [plot]: 100, [table]: 2000, [log]: 10 };
const sizeOf = (blob: string): number | undefined => sizes[blob];

test('every part that would leave the device is listed with its size', () => {
  expect(listShareParts(run, sizeOf).map(({ key, sizeBytes, problem }) => [key, sizeBytes, problem])).toEqual([
    ['shown 0', 2000, null],
    ['shown 1', 100, null],
    ['shown 2', 100, null],
    ['shown 3', 45, null],
    ['warnings', 30, null],
    ['log', 10, null],
    ['arguments', 23, null],
  ]);
});

test('what is not kept any more, and what is too large, cannot be shared', () => {
  const problems = listShareParts(run, (blob) => (blob === table ? undefined : attachmentBytesMax + 1));
  expect(problems.map(({ problem }) => problem)).toEqual([
    'gone',
    'too-large',
    'too-large',
    null,
    null,
    'too-large',
    null,
  ]);
});

test('of what is chosen each blob is one file, and what is left out is nowhere', () => {
  const { files, outcome: shared, argumentsText } = chooseShareParts(run, new Set(['shown 1', 'shown 2', 'log']));
  expect(files).toEqual([
    { name: 'Plot 1.svg', content: plot, part: 'shown' },
    { name: 'fit log.jsonl', content: log, part: 'log' },
  ]);
  expect(shared).toEqual({ shown: outcome.shown.slice(1, 3), failure: null, warnings: [] });
  expect(argumentsText).toBe('');
});

test('kept values stay where they are, and no text has what a database refuses', () => {
  const { outcome: shared } = chooseShareParts(run, new Set(['shown 3', 'warnings']));
  expect(shared).toEqual({
    shown: [{ kind: 'value', title: '', json: 'a\uFFFDb' }],
    failure: null,
    warnings: outcome.warnings,
  });
});

test('arguments are told without the folders that their files lay in', () => {
  expect(sharedArguments(run)).toBe('data = air.csv\nn = 3');
});
