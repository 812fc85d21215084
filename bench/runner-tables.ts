/*
 * Tables: 64 MB in and out, beside one copy of them in memory and R's way to JSON; and how the cost grows with rows and columns.
 */
import type { Call } from '../src-main/runner/call.ts';
import type { Runner } from '../src-main/runner/runner.ts';
import type { Language } from '../src-shared/calls/language.ts';
import type { TableValue } from '../src-shared/values/value.ts';
import { callOf, largeColumnCount, largeRowCount, valueOf } from './calls.ts';
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
  const nameOf = (direction: 'in' | 'out'): string => `table-${direction}-64mb/${language}`;
  if (!isWanted(nameOf('in'), nameOf('out'))) return [];
  const limit = await measureMemcpy(largeRowCount * largeColumnCount * 8);
  const json = language === 'r' ? measureJsonlite(largeRowCount / jsonShare, largeColumnCount) : undefined;
  const take = callOf(language, 'take', [['data', floatTable(largeRowCount, largeColumnCount)]], bench);
  const row = async (direction: 'in' | 'out', call: Call): Promise<BenchResult> => ({
    name: nameOf(direction),
    unit: 'ms',
    ours: await medianTime(bench.runner, call, tableCalls),
    limit,
    rivals: json === undefined ? {} : { [`jsonlite (${String(jsonShare)} × a part)`]: json[direction] * jsonShare },
    runs: tableCalls,
  });
  return [await row('in', take), await row('out', callOf(language, 'make', [], bench))];
}

/** The first call loads the source, and in Julia compiles the function for these types. */
async function medianTime(runner: Runner, call: Call, runs: number): Promise<number> {
  await valueOf(runner, call);
  return await medianOf(runs, () => timeMs(() => valueOf(runner, call)));
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
