import { expect, test } from 'vitest';

import type { Value } from '#shared/values/value.ts';

import { lightened } from './lighten-call.ts';
import { callFor } from './runner.harness.ts';

function argsAfter(value: Value): readonly unknown[] {
  return lightened(callFor({ language: 'julia', source: 'f(x) = x', entry: 'f', args: [['x', value]] }, '/')).args;
}

test('what is small is remembered with its call', () => {
  const column = { type: 'float', data: Float64Array.of(1, 2) } as const;
  const small: readonly Value[] = [
    null,
    true,
    1,
    2n,
    'text',
    [1, ['a']],
    { kind: 'map', entries: [['a', { kind: 'date', days: 1 }]] },
    { kind: 'vector', column },
    { kind: 'table', rowCount: 2, columns: [{ name: 'x', column }] },
    { kind: 'bytes', bytes: new Uint8Array(100) },
  ];
  for (const value of small) expect(argsAfter(value)).toEqual([['x', value]]);
});

test('what is large, or kept by a session, is forgotten, and the call remembered without it', () => {
  const column = { type: 'float', data: new Float64Array(100_000) } as const;
  const handle: Value = { kind: 'handle', id: '1', language: 'julia', description: 'a model' };
  const large: readonly Value[] = [
    'x'.repeat(20_000),
    Array.from({ length: 20_000 }, () => 1),
    Array.from({ length: 200 }, () => Array.from({ length: 200 }, () => 'a')),
    {
      kind: 'vector',
      column: { type: 'text', offsets: Int32Array.of(0, 100_000), bytes: new Uint8Array(100_000) },
    },
    handle,
    [handle],
    { kind: 'map', entries: [['a', handle]] },
    { kind: 'vector', column },
    { kind: 'table', rowCount: 100_000, columns: [{ name: 'x', column }] },
    { kind: 'bytes', bytes: new Uint8Array(100_000) },
  ];
  for (const value of large) expect(argsAfter(value)).toEqual([]);
});
