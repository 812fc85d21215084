import { bytesToBase64 } from '#shared/base/base64.ts';
import { importPieceBytes } from '#shared/matrix/exchange/exchange-api.ts';
import type { ImportProgress, ImportReport } from '#shared/matrix/exchange/exchange-api.ts';
import { exportFormatInfo } from '#shared/matrix/exchange/export-formats.ts';
import type { ExportFormat, ExportJobRecord, ExportType } from '#shared/matrix/project-entities.ts';
import { base64ToBytes } from '#shared/base/base64.ts';

import { saveFile } from '../../ui/save-file.ts';
import { client } from '../../rpc/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { goTo, projectPath } from '../../workspaces/paths.ts';
import { attempt } from '../../workspaces/tell-failure.ts';
import { undoLast } from '../../workspaces/undo-actions.ts';
import type { ImportTarget } from './exchange-store.ts';

export type LoadedImport = { readonly importId: string; readonly report: ImportReport };

/** Sends the file and asks what bringing it in would do. Rejects with the failure; `onPercent` is how much has been sent. */
export async function loadImport(
  { workspaceId, projectId }: ImportTarget,
  file: File,
  { onPercent, signal }: { readonly onPercent: (percent: number) => void; readonly signal: AbortSignal },
): Promise<LoadedImport> {
  const given = { workspaceId, projectId, fileName: file.name, sizeBytes: file.size };
  const { importId } = await client.exchange.openImport(given, { signal });
  try {
    for (let place = 0; place < file.size; place += importPieceBytes) {
      const piece = new Uint8Array(await file.slice(place, place + importPieceBytes).arrayBuffer());
      await client.exchange.sendImport({ importId, base64: bytesToBase64(piece) }, { signal });
      onPercent(Math.min(100, Math.round(((place + piece.length) / file.size) * 100)));
    }
    return { importId, report: await client.exchange.planImport({ importId }, { signal }) };
  } catch (error) {
    dropImport(importId);
    throw error;
  }
}

/** What would be done now, after the project has changed. */
export async function planAgain(importId: string): Promise<LoadedImport> {
  return { importId, report: await client.exchange.planImport({ importId }) };
}

export function dropImport(importId: string): void {
  // Nobody waits for it: what is not dropped is forgotten after a while.
  client.exchange.closeImport({ importId }).catch(() => undefined);
}

/** Rejects with the failure, which the dialog shows where the person looks. */
export async function applyImport(
  workspaceId: string,
  { importId, report }: LoadedImport,
  onProgress: (progress: ImportProgress) => void,
): Promise<void> {
  const watching = new AbortController();
  void watchImport(importId, onProgress, watching.signal);
  try {
    const { projectId, created, changed } = await client.exchange.applyImport({ importId });
    if (report.newProjectName !== null) goTo(projectPath(workspaceId, projectId, 'guide'));
    const done = [`${created.toLocaleString('en')} added`, `${changed.toLocaleString('en')} changed`].join(', ');
    showDone(`${report.fileName} was imported: ${done}`, { label: 'Undo', run: () => void undoLast() });
  } finally {
    watching.abort();
  }
}

/** Never rejects: how far it is, is not what it is about. */
async function watchImport(
  importId: string,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const progress of await client.exchange.watchImport({ importId }, { signal })) onProgress(progress);
  } catch {
    // It is over, or the core has gone: whoever asked for the import is told.
  }
}

export async function cancelImport(importId: string): Promise<void> {
  await attempt(client.exchange.cancelImport({ importId }));
}

export type ExportChoice = {
  readonly exportType: ExportType;
  readonly format: ExportFormat;
  readonly viewId?: string;
  readonly objectId?: string;
  readonly folder?: string;
};

export async function startExport(projectId: string, choice: ExportChoice): Promise<string | undefined> {
  return (await attempt(client.exchange.startExport({ projectId, ...choice })))?.jobId;
}

export async function cancelExport(job: ExportJobRecord): Promise<void> {
  await attempt(client.exchange.cancelExport({ jobId: job.id }));
}

export async function removeExport(job: ExportJobRecord): Promise<void> {
  await attempt(client.exchange.removeExport({ jobId: job.id }));
}

export async function downloadExport(job: ExportJobRecord): Promise<void> {
  const file = await attempt(readExport(job));
  if (file !== undefined) saveFile(file, fileNameOf(job));
}

/** The pieces are kept as they come; the browser may put a large file on disk. */
async function readExport({ id, format }: ExportJobRecord): Promise<Blob> {
  const pieces: Blob[] = [];
  for await (const { base64 } of await client.exchange.readExport({ jobId: id }))
    pieces.push(new Blob([base64ToBytes(base64)]));
  return new Blob(pieces, { type: exportFormatInfo[format].media });
}

/** The last part of where the file is, on whichever system. */
export function fileNameOf({ filePath }: ExportJobRecord): string {
  return (filePath ?? '').split(/[\\/]/u).at(-1) ?? '';
}
