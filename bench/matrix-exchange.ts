/* How long a project takes to come out as a file and in again, through the running core as the window asks it. */
import type { ApiClient } from '../src-shared/features.ts';
import { importPieceBytes } from '../src-shared/matrix/exchange/exchange-api.ts';
import type { ExportFormat } from '../src-shared/matrix/project-entities.ts';
import type { BenchResult } from './harness.ts';

type Exchanged = { readonly client: ApiClient; readonly workspaceId: string; readonly projectId: string };

const formats: readonly ExportFormat[] = ['json', 'csv', 'xlsx', 'md', 'svg', 'png'];
/** Those that can be brought in again. */
const readable: readonly ExportFormat[] = ['json', 'csv', 'xlsx'];
const exportMsMax = 120_000;
const lookEveryMs = 10;

/** Rows `export-FORMAT/N`, until the file is there, and `import-FORMAT/N`, until the report of what it would do is. */
export async function measureExchange(world: Exchanged, objectCount: number): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const format of formats) {
    const isPicture = format === 'svg' || format === 'png';
    const startedMs = performance.now();
    const { jobId } = await world.client.exchange.startExport({
      projectId: world.projectId,
      exportType: isPicture ? 'matrix' : format === 'csv' ? 'relationships' : 'project',
      format,
    });
    await untilDone(world.client, jobId);
    results.push(row(`export-${format}`, objectCount, performance.now() - startedMs));
    if (!readable.includes(format)) continue;
    const file = await readExport(world.client, jobId);
    results.push(row(`import-${format}`, objectCount, await planMs(world, `model.${format}`, file)));
  }
  return results;
}

function row(name: string, objectCount: number, ms: number): BenchResult {
  return { name: `${name}/${String(objectCount)}`, unit: 'ms', ours: ms, rivals: {}, runs: 1 };
}

async function untilDone(client: ApiClient, jobId: string): Promise<void> {
  const endMs = performance.now() + exportMsMax;
  while (performance.now() < endMs) {
    const [job] = await client.records.list({ entity: 'exportJob', where: { id: jobId }, limit: 1 });
    if (job?.['status'] === 'completed') return;
    if (job?.['status'] === 'failed') throw new Error(`An export failed: ${String(job['errorMessage'])}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  throw new Error('An export did not end.');
}

async function readExport(client: ApiClient, jobId: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const { base64 } of await client.exchange.readExport({ jobId }))
    pieces.push(Buffer.from(base64, 'base64'));
  return Buffer.concat(pieces);
}

/** Into the project that it came from: every record is matched with its own. */
async function planMs({ client, workspaceId, projectId }: Exchanged, fileName: string, file: Buffer): Promise<number> {
  const startedMs = performance.now();
  const { importId } = await client.exchange.openImport({ workspaceId, projectId, fileName, sizeBytes: file.length });
  for (let at = 0; at < file.length; at += importPieceBytes) {
    const base64 = file.subarray(at, at + importPieceBytes).toString('base64');
    await client.exchange.sendImport({ importId, base64 });
  }
  await client.exchange.planImport({ importId });
  const tookMs = performance.now() - startedMs;
  await client.exchange.closeImport({ importId });
  return tookMs;
}
