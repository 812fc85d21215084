import { base64ToBytes } from '#shared/base/base64.ts';
import type { TableFormat } from '#shared/functions/table-format.ts';

import { client } from '../rpc/client.ts';

/** A shown plot as a file: what the image element draws and what the download keeps. */
export async function readShownPlot(runId: string, shownIndex: number): Promise<Blob> {
  const { shown, text } = await client.runs.readShown({ runId, shownIndex });
  if (shown.kind !== 'plot')
    throw new Error(`Item ${String(shownIndex)} of run ${runId} is a ${shown.kind}, not a plot.`);
  if (shown.media === 'image/svg+xml') return new Blob([text], { type: shown.media });
  return new Blob([base64ToBytes(text)], { type: shown.media });
}

/** A shown figure's specification, or a large value's exact JSON, as text. */
export async function readShownText(runId: string, shownIndex: number): Promise<string> {
  return (await client.runs.readShown({ runId, shownIndex })).text;
}

const tableMedia: { readonly [format in TableFormat]: string } = {
  csv: 'text/csv;charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.file',
};

/** A shown table as one file. The pieces are kept as they come; the browser may put a large file on disk. */
export async function readShownTable(runId: string, shownIndex: number, format: TableFormat): Promise<Blob> {
  const pieces: Blob[] = [];
  for await (const { base64 } of await client.runs.readTableFile({ runId, shownIndex, format }))
    pieces.push(new Blob([base64ToBytes(base64)]));
  return new Blob(pieces, { type: tableMedia[format] });
}

/** A file of a run, or its beginning. The pieces are kept as they come; the browser may put a large file on disk. */
export async function readShownArtifact(runId: string, shownIndex: number, bytesMax?: number): Promise<Blob> {
  const pieces: Blob[] = [];
  const wanted = { runId, shownIndex, ...(bytesMax === undefined ? {} : { bytesMax }) };
  for await (const { base64 } of await client.runs.readArtifact(wanted)) pieces.push(new Blob([base64ToBytes(base64)]));
  return new Blob(pieces);
}
