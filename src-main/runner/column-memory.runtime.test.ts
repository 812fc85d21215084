import { expect, test } from 'vitest';

import type { Language } from '#shared/calls/language.ts';
import { languages } from '#shared/calls/language.ts';
import type { CallOutcome } from './call.ts';
import { setupRunner } from './runner.harness.ts';

const rowCount = 400_000;

const sources: { readonly [language in Language]: string } = {
  python: `from array import array
def make(first): return {"a": array("d", [first + i for i in range(${String(rowCount)})]), "b": array("q", range(${String(rowCount)}))}
def wait(first):
    make(first)
    while True: pass
`,
  r: `make <- function(first) data.frame(a = first + as.numeric(seq_len(${String(rowCount)}) - 1L), b = seq_len(${String(rowCount)}) - 1L)
wait <- function(first) repeat make(first)
`,
  julia: `make(first) = (a = first .+ collect(0.0:${String(rowCount - 1)}.0), b = collect(0:${String(rowCount - 1)}))
function wait(first)
    while true
        make(first)
    end
end
`,
};

type Ends = { readonly first: number | undefined; readonly last: number | undefined; readonly length: number };

function endsOf(outcome: CallOutcome): readonly Ends[] {
  if (outcome.kind === 'failed' || outcome.value === null || typeof outcome.value !== 'object')
    throw new Error(JSON.stringify(outcome));
  if (!('kind' in outcome.value) || outcome.value.kind !== 'table') throw new Error('There is no table.');
  return outcome.value.columns.map(({ column }) => {
    if (column.type !== 'float' && column.type !== 'integer') throw new Error(`There is a column of ${column.type}.`);
    const { data } = column;
    const numberAt = (row: number): number | undefined => (data[row] === undefined ? undefined : Number(data[row]));
    return { first: numberAt(0), last: numberAt(data.length - 1), length: data.length };
  });
}

const counted = { first: 0, last: rowCount - 1, length: rowCount };
const empty = { first: undefined, last: undefined, length: 0 };

test.each(languages)(
  '%s: a table that was released is empty, one that was not stays as it was, and the next is right',
  async (language) => {
    const { ask } = setupRunner();
    const make = async (first: number): Promise<CallOutcome> =>
      (await ask({ language, source: sources[language], entry: 'make', args: [['first', first]] })).outcome;
    const expected = (first: number) => [{ first, last: first + rowCount - 1, length: rowCount }, counted];
    const kept = await make(0.5);
    const released = await make(100.5);
    expect(endsOf(released)).toEqual(expected(100.5));
    if (released.kind === 'done') released.release?.();
    const next = await make(200.5);
    expect(endsOf(next)).toEqual(expected(200.5));
    expect(endsOf(kept)).toEqual(expected(0.5));
    expect(endsOf(released)[0]).toEqual(empty);
  },
);

test.each(languages)(
  '%s: a call that is cancelled while it makes tables leaves the next one right',
  async (language) => {
    const { ask } = setupRunner();
    const asked = { language, source: sources[language], args: [['first', 1.5]] } as const;
    const before = (await ask({ ...asked, entry: 'make' })).outcome;
    if (before.kind === 'done') before.release?.();
    const cancel = new AbortController();
    const waiting = ask({ ...asked, entry: 'wait', signal: cancel.signal });
    setTimeout(() => cancel.abort(), 200);
    expect((await waiting).outcome).toMatchObject({ failure: { kind: 'cancelled' } });
    expect(endsOf((await ask({ ...asked, entry: 'make' })).outcome)[0]).toEqual({
      first: 1.5,
      last: rowCount + 0.5,
      length: rowCount,
    });
  },
);
