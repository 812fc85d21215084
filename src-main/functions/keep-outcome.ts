import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { KeptHandle, LogPiece, Shown } from '#shared/functions/outcome.ts';
import { splitValue } from '#shared/functions/shown-rules.ts';
import type { ShownPart } from '#shared/functions/shown-rules.ts';
import { storedJson } from '#shared/functions/stored-json.ts';
import { valueToJson } from '#shared/values/value-json.ts';
import type { TableValue, Value } from '#shared/values/value.ts';

import type { CallOutcome, CapturedPlot } from '../runner/call.ts';
import type { BlobFolder } from '../store/blob-folder.ts';
import { diskFailureOf } from '../store/store-failure.ts';
import type { Extras } from './keep-extras.ts';
import { keptHandlesOf } from './kept-handles.ts';
import type { RunLog } from './run-log.ts';
import { tableToArrow } from './table-file.ts';

/** A value up to this size is part of the run's record, so that a list of runs can show it; a larger one is a file. */
const inlineBytesMax = 32 * 1024;

/** Whatever it is written in, this has room. */
const shortTextMax = 1000;

type ShownTable = Extract<Shown, { readonly kind: 'table' }>;

type Kept = {
  readonly shown: Shown[];
  readonly handles: readonly KeptHandle[];
  readonly failure: CallFailure | null;
};

type Beside = { readonly plots: readonly CapturedPlot[]; readonly extras: Extras };

/** A single number, truth or short text is kept without a turn of the loop; undefined for anything else. */
export function keepScalar(outcome: CallOutcome, { plots, extras }: Beside): Kept | undefined {
  if (outcome.kind !== 'done' || !isShortScalar(outcome.value) || plots.length > 0 || !extras.isEmpty())
    return undefined;
  const json = storedJson(valueToJson(outcome.value));
  return { shown: [{ kind: 'value', title: '', json }], handles: [], failure: null };
}

function isShortScalar(value: Value): boolean {
  if (typeof value === 'string') return value.length <= shortTextMax;
  return value === null || typeof value === 'number' || typeof value === 'boolean';
}

/** Keeps what a call gave to look at. What cannot be kept is a failure; what was kept before it stays. */
export async function keepOutcome(blobs: BlobFolder, outcome: CallOutcome, { plots, extras }: Beside): Promise<Kept> {
  const shown: Shown[] = [];
  const handles = outcome.kind === 'done' ? keptHandlesOf(outcome.value) : [];
  try {
    const beside = extras.isEmpty() ? [] : await extras.keep();
    if (outcome.kind === 'done') {
      const parts = splitValue(outcome.value);
      const isBeside = isOnlyNothing(parts) && plots.length + beside.length > 0;
      for (const part of isBeside ? [] : parts) shown.push(await keepPart(blobs, part));
    }
    for (const [index, { media, bytes }] of plots.entries()) {
      const title = plots.length === 1 ? 'Plot' : `Plot ${String(index + 1)}`;
      shown.push({ kind: 'plot', title, blob: await blobs.put([bytes]), media });
    }
    shown.push(...beside);
  } catch (error) {
    return { shown, handles, failure: { kind: 'result-not-kept', reason: reasonOf(error) } };
  }
  return { shown, handles, failure: outcome.kind === 'done' ? null : outcome.failure };
}

type KeptLog = {
  readonly pieces: LogPiece[];
  readonly blob: string | null;
  readonly sizeBytes: number;
  readonly failure: CallFailure | null;
};

/** A log that has room in the record; undefined for a longer one. */
export function keepShortLog(log: RunLog): KeptLog | undefined {
  const pieces = log.few();
  return pieces === undefined ? undefined : { pieces, blob: null, sizeBytes: log.sizeBytes(), failure: null };
}

export async function keepLog(log: RunLog): Promise<KeptLog> {
  try {
    return { pieces: [], blob: await log.keep(), sizeBytes: log.sizeBytes(), failure: null };
  } catch (error) {
    return { pieces: [], blob: null, sizeBytes: 0, failure: { kind: 'result-not-kept', reason: reasonOf(error) } };
  }
}

/** A function that only draws returns nothing, and nothing is not worth a place beside its plots, files and notes. */
function isOnlyNothing([part, ...others]: readonly ShownPart[]): boolean {
  return others.length === 0 && part?.kind === 'value' && part.value === null;
}

async function keepPart(blobs: BlobFolder, part: ShownPart): Promise<Shown> {
  switch (part.kind) {
    case 'table': {
      const blob = await blobs.put(await tableToArrow(part.table));
      return { kind: 'table', title: part.title, blob, isMatrix: part.isMatrix, ...tableInfo(part.table) };
    }
    case 'figure':
      return { kind: 'figure', title: part.title, blob: await blobs.put([Buffer.from(JSON.stringify(part.spec))]) };
    case 'value': {
      const json = valueToJson(part.value);
      const bytes = Buffer.from(JSON.stringify(json));
      if (bytes.length <= inlineBytesMax) return { kind: 'value', title: part.title, json: storedJson(json) };
      return { kind: 'large-value', title: part.title, blob: await blobs.put([bytes]), sizeBytes: bytes.length };
    }
  }
}

/** What the record tells of a table: the labels of its rows are its first columns. */
function tableInfo({
  rowCount,
  index = [],
  columns,
}: TableValue): Pick<ShownTable, 'rowCount' | 'columns' | 'indexCount'> {
  const infos = [...index, ...columns].map(({ name, column }) => {
    const zone = column.type === 'instant' ? column.zone : undefined;
    return { name, type: column.type, ...(zone === undefined ? {} : { zone }) };
  });
  return { rowCount, columns: infos, indexCount: index.length };
}

function reasonOf(error: unknown): string {
  const disk = diskFailureOf(error);
  if (disk === 'disk-full') return 'The disk is full.';
  if (disk === 'disk-read-only') return 'The data folder cannot be written to.';
  // A text longer than the engine can hold, above all.
  return error instanceof Error ? error.message : String(error);
}
