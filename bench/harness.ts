/*
 * What every benchmark shares: medians of several runs, one table on screen, one JSON file. Whatever stands in one row (ours,
 * the physical limit, the rivals) is measured in the same run on the same machine, one after the other, or the comparison
 * would be between two moods of the machine.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';

export type BenchResult = {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  /** What the machine could do at best: a bare pipe, a memcpy. */
  readonly limit?: number;
  readonly rivals: { readonly [name: string]: number };
  /** How many measurements `ours` is the median (or percentile) of. */
  readonly runs: number;
};

/** Whether any of these figures (`table-out-64mb/r`) was asked for: `--only table-` asks for those that begin so. */
export type IsWanted = (...figures: readonly string[]) => boolean;

export type Bench = {
  readonly name: string;
  /** May leave out what is not wanted, to save its time; what it measures beside it is not shown. */
  readonly measure: (isWanted: IsWanted) => Promise<readonly BenchResult[]>;
};

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Median over `runs` repetitions of what `measure` returns. */
export async function medianOf(runs: number, measure: () => Promise<number> | number): Promise<number> {
  const values: number[] = [];
  for (let run = 0; run < runs; run += 1) values.push(await measure());
  return median(values);
}

export async function timeMs(work: () => unknown): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

/** Resident memory of a process in MB, from the kernel; Linux only. */
export function residentMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}

/** Where to write what was measured, beside the table on screen; and the beginnings of the figures that are wanted, with commas between. */
export type BenchRequest = {
  readonly json: string | undefined;
  readonly markdown: string | undefined;
  readonly only: string | undefined;
};

export async function runBench(bench: Bench, { json, markdown, only = '' }: BenchRequest): Promise<void> {
  const beginnings = only.split(',');
  const isWanted: IsWanted = (...figures) =>
    figures.some((figure) => beginnings.some((beginning) => figure.startsWith(beginning)));
  const results = (await bench.measure(isWanted)).filter(({ name }) => isWanted(name));
  process.stdout.write(formatResults(bench.name, results));
  if (markdown !== undefined) writeFileSync(markdown, formatMarkdown(bench.name, results));
  if (json === undefined) return;
  const report = {
    bench: bench.name,
    machine: describeMachine(),
    at: new Date().toISOString(),
    results: results.map(rounded),
  };
  writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
}

function describeMachine(): string {
  const processors = cpus();
  return `${String(processors.length)} × ${processors[0]?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${platform()} ${release()} ${arch()}, Node ${process.versions.node}`;
}

function rounded(result: BenchResult): BenchResult {
  const short = (value: number): number => Number(value.toPrecision(4));
  return {
    ...result,
    ours: short(result.ours),
    ...(result.limit === undefined ? {} : { limit: short(result.limit) }),
    rivals: Object.fromEntries(Object.entries(result.rivals).map(([name, value]) => [name, short(value)])),
  };
}

/** As docs/benchmarks.md has it. */
function formatMarkdown(name: string, results: readonly BenchResult[]): string {
  const rows = results.map(rounded).map(({ name: row, unit, ours, limit, rivals, runs }) => {
    const beside = Object.entries(rivals).map(([rival, value]) => `${rival} ${String(value)}`);
    return `| ${row} | ${unit} | ${String(ours)} | ${limit === undefined ? '' : String(limit)} | ${beside.join(', ')} | ${String(runs)} |`;
  });
  const head = ['| figure | unit | ours | limit | rivals | runs |', '| --- | --- | ---: | ---: | --- | ---: |'];
  const made = `\`npm run -s bench -- ${name}\` on ${describeMachine()}, ${new Date().toISOString().slice(0, 10)}.`;
  return `${[made, '', ...head, ...rows].join('\n')}\n`;
}

function formatResults(name: string, results: readonly BenchResult[]): string {
  const rows = [
    ['', 'unit', 'ours', 'limit', 'rivals', 'runs'],
    ...results.map(rounded).map((result) => [
      result.name,
      result.unit,
      String(result.ours),
      result.limit === undefined ? '' : String(result.limit),
      Object.entries(result.rivals)
        .map(([rival, value]) => `${rival} ${String(value)}`)
        .join(', '),
      String(result.runs),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isNumber = (column: number): boolean => column === 2 || column === 3 || column === 5;
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  '),
  );
  return `bench ${name}\n${lines.join('\n')}\n`;
}
