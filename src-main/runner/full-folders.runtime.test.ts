import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { Language } from '#shared/calls/language.ts';
import { languages } from '#shared/calls/language.ts';
import type { TableValue, Value } from '#shared/values/value.ts';

import { canMountDisk, mountSmallDisk } from '../../build/small-disk.ts';
import { setupRunner } from './runner.harness.ts';

const canMount = canMountDisk();

function setupSmallFolder(megabytes: number): string {
  return mountSmallDisk(`size=${String(megabytes)}m,nr_inodes=200`);
}

const sources: { readonly [language in Language]: string } = {
  python: 'from array import array\ndef count(x): return len(x["a"])\ndef make(n): return {"a": array("d", range(n))}',
  r: 'count <- function(x) nrow(x)\nmake <- function(n) data.frame(a = as.numeric(seq_len(n)))',
  julia: 'count(x) = length(x.a)\nmake(n) = (a = collect(1.0:n),)',
};

function isTableOf(value: Value, rowCount: number): boolean {
  return value !== null && typeof value === 'object' && 'rowCount' in value && value.rowCount === rowCount;
}

function isRefusal(end: unknown): end is { readonly reason: string } {
  return typeof end === 'object' && end !== null && 'reason' in end && typeof end.reason === 'string';
}

function saysNoRoom(failure: CallFailure): boolean {
  return failure.kind === 'value-not-showable' && failure.description.includes('no room');
}

function tableOf(rowCount: number): TableValue {
  return {
    kind: 'table',
    rowCount,
    columns: [{ name: 'a', column: { type: 'float', data: new Float64Array(rowCount) } }],
  };
}

// Some languages then take another way; what matters is that the value is right, or the failure says what is the matter.
test.skipIf(!canMount).each(languages)(
  'a table that shared memory has no room for, for %s, goes another way or is refused, and a smaller one goes',
  async (language) => {
    const { ask, valueOf } = setupRunner({ sharedMemoryFolder: setupSmallFolder(8) });
    const source = sources[language];
    const { outcome } = await ask({ language, source, entry: 'count', args: [['x', tableOf(4_000_000)]] });
    expect(outcome.kind === 'done' ? outcome.value : outcome.failure).toSatisfy(
      (end) => end === 4_000_000n || (isRefusal(end) && end.reason.includes('no room left')),
    );
    expect(await valueOf({ language, source, entry: 'count', args: [['x', tableOf(400_000)]] })).toBe(400_000n);
  },
);

test.skipIf(!canMount).each(languages)(
  'a result that shared memory has no room for, of %s, comes another way or fails, and a smaller one comes',
  async (language) => {
    const { ask, valueOf } = setupRunner({ sharedMemoryFolder: setupSmallFolder(8) });
    const source = sources[language];
    const { outcome } = await ask({ language, source, entry: 'make', args: [['n', 4_000_000n]] });
    expect(outcome).toSatisfy(
      () =>
        (outcome.kind === 'failed' && saysNoRoom(outcome.failure)) ||
        (outcome.kind === 'done' && isTableOf(outcome.value, 4_000_000)),
    );
    expect(await valueOf({ language, source, entry: 'make', args: [['n', 400_000n]] })).toMatchObject({
      kind: 'table',
      rowCount: 400_000,
    });
  },
);

test.skipIf(!canMount).each(languages)(
  'without room for a folder no session starts, in %s; with room again it does',
  async (language) => {
    const small = setupSmallFolder(1);
    const world = setupRunner({ temporaryFolder: small });
    const asked = { language, source: 'one <- function() 1L', entry: 'one' };
    const source = { python: 'def one(): return 1', r: 'one <- function() 1L', julia: 'one() = 1' }[language];
    await world.runner.findRuntimes();
    const ballast = fill(small);
    const { outcome } = await world.ask({ ...asked, source });
    expect(outcome).toMatchObject({
      failure: { kind: 'runtime-broken', reason: expect.stringContaining('could not be prepared') },
    });
    for (const path of ballast) rmSync(path, { recursive: true });
    world.runner.restart(language);
    expect(await world.valueOf({ ...asked, source })).toBe(1n);
  },
);

/** Fills a small disk to its last name. */
function fill(folder: string): readonly string[] {
  const paths: string[] = [];
  const namesMax = 1000; // The disk has room for 200.
  for (let index = 0; index < namesMax; index += 1) {
    const path = join(folder, `ballast-${String(index)}`);
    try {
      mkdirSync(path);
    } catch {
      return paths;
    }
    paths.push(path);
  }
  throw new Error('The small disk is larger than it was made.');
}
