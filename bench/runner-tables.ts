/*
 * Tables: 64 MB in and out, beside one copy of them in memory and R's way to JSON; and how the cost grows with rows and columns.
 */
import type { Call } from '../src-main/runner/call.ts';
import type { Runner } from '../src-main/runner/runner.ts';
import type { Language } from '../src-shared/calls/language.ts';
import type { TableValue } from '../src-shared/values/value.ts';
import { callOf, doneOf, largeColumnCount, largeRowCount } from './calls.ts';
import { medianOf, timeMs } from './harness.ts';
import type { BenchResult, IsWanted } from './harness.ts';
import { measureJsonlite } from './rivals.ts';

const tableCalls = 9;
/** jsonlite takes a part of the table, or the benchmark would take minutes. */
const jsonShare = 16;
const rowSteps = [1e3, 1e4, 1e5, 1e6, 1e7];
const columnSteps = [1, 10, 100, 1000];
const rowsOfWide = 1000;

type TableBench = { readonly runner: Runner; readonly language: Language; readonly folder: string };

export async function measureTables(bench: TableBench, isWanted: IsWanted): Promise<readonly BenchResult[]> {
  const { language } = bench;
  const nameOf = (figure: string): string => `table-${figure}-64mb/${language}`;
  if (!isWanted(nameOf('in'), nameOf('out'), nameOf('out-fresh'))) return [];
  const limit = await measureMemcpy(largeRowCount * largeColumnCount * 8);
  const json = language === 'r' ? measureJsonlite(largeRowCount / jsonShare, largeColumnCount) : undefined;
  const take = callOf(language, 'take', [['data', floatTable(largeRowCount, largeColumnCount)]], bench);
  const row = async (
    figure: string,
    call: Call,
    { jsonMs = json?.out, isKept = false } = {},
  ): Promise<BenchResult> => ({
    name: nameOf(figure),
    unit: 'ms',
    ours: await medianTime(bench.runner, call, tableCalls, { isKept }),
    limit,
    rivals: jsonMs === undefined ? {} : { [`jsonlite (${String(jsonShare)} × a part)`]: jsonMs * jsonShare },
    runs: tableCalls,
  });
  const make = callOf(language, 'make', [], bench);
  return [
    await row('in', take, { jsonMs: json?.in }),
    await row('out', make),
    // As if nobody ever gave memory back: what a first large table costs.
    await row('out-fresh', make, { isKept: true }),
  ];
}

/**
 * Until the value is there, read whole. The first call loads the source, and in Julia compiles the function for these types.
 * Each value is given back, as the program does when it has kept it (finish-run.ts); `isKept` leaves it to the collector.
 */
async function medianTime(runner: Runner, call: Call, runs: number, { isKept = false } = {}): Promise<number> {
  const once = async (): Promise<number> => {
    const before = performance.now();
    const { release } = await doneOf(runner, call);
    const ms = performance.now() - before;
    if (!isKept) release?.();
    return ms;
  };
  await once();
  return await medianOf(runs, once);
}

async function measureMemcpy(bytes: number): Promise<number> {
  const from = Buffer.alloc(bytes, 1);
  const to = Buffer.alloc(bytes);
  return await medianOf(tableCalls, () => timeMs(() => void from.copy(to)));
}

function floatTable(rowCount: number, columnCount: number): TableValue {
  return {
    kind: 'table',
    rowCount,
    columns: Array.from({ length: columnCount }, (_, index) => ({
      name: `c${String(index)}`,
      column: { type: 'float', data: Float64Array.from({ length: rowCount }, (_cell, row) => row * 0.5) },
    })),
  };
}

/** One column of ever more rows, in and out; and ever more columns of a thousand rows. */
export async function measureTableGrowth(bench: TableBench): Promise<readonly BenchResult[]> {
  const { runner, language } = bench;
  const results: BenchResult[] = [];
  const add = async (name: string, call: Call, bytes: number): Promise<void> => {
    const runs = bytes > 16e6 ? 3 : 7;
    const [ours, limit] = [await medianTime(runner, call, runs), await measureMemcpy(bytes)];
    results.push({ name: `${name}/${language}`, unit: 'ms', ours, limit, rivals: {}, runs });
  };
  for (const rows of rowSteps) {
    await add(
      `rows-in-${rows.toExponential(0)}`,
      callOf(language, 'take', [['data', floatTable(rows, 1)]], bench),
      rows * 8,
    );
    await add(`rows-out-${rows.toExponential(0)}`, callOf(language, 'column', [['n', BigInt(rows)]], bench), rows * 8);
  }
  for (const columns of columnSteps) {
    const call = callOf(language, 'take', [['data', floatTable(rowsOfWide, columns)]], bench);
    await add(`columns-in-${String(columns)}`, call, columns * rowsOfWide * 8);
  }
  return results;
}
