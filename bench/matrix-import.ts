/* The largest file that a project takes, from the first byte to the last record, and how long others wait for the core meanwhile. */
import type { ApiClient } from '../src-shared/features.ts';
import { importPieceBytes } from '../src-shared/matrix/exchange/exchange-api.ts';
import { percentile, residentMb } from './harness.ts';
import type { BenchResult } from './harness.ts';

type Core = { readonly client: ApiClient; readonly workspaceId: string; readonly pid: number };

const objectCount = 2000;
const relationshipCount = 50_000;
/** Another call, so often: as a window that is worked in. */
const askEveryMs = 5;

export const largestImportRows = ['plan', 'write', 'memory'].map(
  (what) => `import-${what}/${String(relationshipCount)}`,
);

/** Rows `import-plan/50000`, `import-write/50000`, and beside both of them the waiting of another call and the memory of the core. */
export async function measureLargestImport({ client, workspaceId, pid }: Core): Promise<readonly BenchResult[]> {
  const file = Buffer.from(makeList());
  const beside = askBeside(client, pid);
  const startedMs = performance.now();
  const given = { workspaceId, projectId: null, fileName: 'largest.csv', sizeBytes: file.length };
  const { importId } = await client.exchange.openImport(given);
  for (let at = 0; at < file.length; at += importPieceBytes) {
    const base64 = file.subarray(at, at + importPieceBytes).toString('base64');
    await client.exchange.sendImport({ importId, base64 });
  }
  await client.exchange.planImport({ importId });
  const plannedMs = performance.now();
  const planWaits = beside.takeWaits();
  await client.exchange.applyImport({ importId });
  const writtenMs = performance.now();
  const writeWaits = beside.takeWaits();
  const peakMb = await beside.end();
  const row = (name: string, ours: number, unit = 'ms', runs = 1): BenchResult => ({
    name: `${name}/${String(relationshipCount)}`,
    unit,
    ours,
    rivals: {},
    runs,
  });
  return [
    row('import-plan', plannedMs - startedMs),
    row('import-plan-others-p99', percentile(planWaits, 0.99), 'ms', planWaits.length),
    row('import-plan-others-max', Math.max(...planWaits), 'ms', planWaits.length),
    row('import-write', writtenMs - plannedMs),
    row('import-write-others-p99', percentile(writeWaits, 0.99), 'ms', writeWaits.length),
    row('import-write-others-max', Math.max(...writeWaits), 'ms', writeWaits.length),
    row('import-memory', peakMb, 'MB'),
  ];
}

/** Every object with the next twenty-five. */
function makeList(): string {
  const lines = ['Source,Target,Cardinality,Label'];
  const atMost = relationshipCount / objectCount;
  for (let source = 0; source < objectCount; source += 1)
    for (let step = 1; step <= atMost; step += 1)
      lines.push(`Object ${String(source)},Object ${String((source + step) % objectCount)},1:N,holds`);
  return lines.join('\n');
}

function askBeside(client: ApiClient, pid: number) {
  let waits: number[] = [];
  let peakMb = 0;
  const over = new AbortController();
  const asking = ask();

  async function ask(): Promise<void> {
    while (!over.signal.aborted) {
      const askedMs = performance.now();
      await client.app.info();
      waits.push(performance.now() - askedMs);
      peakMb = Math.max(peakMb, residentMb(pid));
      await new Promise((resolve) => setTimeout(resolve, askEveryMs));
    }
  }

  return {
    takeWaits(): readonly number[] {
      const taken = waits;
      waits = [];
      return taken;
    },
    async end(): Promise<number> {
      over.abort();
      await asking;
      return peakMb;
    },
  };
}
