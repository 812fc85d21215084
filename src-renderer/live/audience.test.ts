import { expect, test } from 'vitest';

import { createAudience, during } from './audience.ts';

test('it begins with the first who looks and ends with the last, each time anew', () => {
  const happened: string[] = [];
  const audience = createAudience(() => {
    happened.push('begin');
    return () => happened.push('end');
  });
  const stops = [audience.subscribe(() => undefined), audience.subscribe(() => undefined)];
  expect([happened, audience.isThere()]).toEqual([['begin'], true]);
  stops[0]?.();
  stops[0]?.();
  expect([happened, audience.isThere()]).toEqual([['begin'], true]);
  stops[1]?.();
  expect([happened, audience.isThere()]).toEqual([['begin', 'end'], false]);
  audience.subscribe(() => undefined)();
  expect(happened).toEqual(['begin', 'end', 'begin', 'end']);
});

test('a change is told to those who look, and to nobody else', () => {
  const told: string[] = [];
  const audience = createAudience(() => () => undefined);
  const stop = audience.subscribe(() => told.push('one'));
  audience.subscribe(() => told.push('other'));
  audience.tell();
  stop();
  audience.tell();
  expect(told).toEqual(['one', 'other', 'other']);
});

test('work that goes on meanwhile is called off when nobody looks any more', () => {
  const signals: AbortSignal[] = [];
  const audience = createAudience(
    during(async (signal) => {
      signals.push(signal);
    }),
  );
  const stop = audience.subscribe(() => undefined);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  stop();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});
