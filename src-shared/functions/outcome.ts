import { z } from 'zod';

import { callFailureSchema } from '../calls/call-failure.ts';
import type { CallFailure } from '../calls/call-failure.ts';
import { languages } from '../calls/language.ts';
import { logLevels, logStreams } from '../calls/log-level.ts';
import { columnTypes } from '../values/value.ts';

export const columnInfoSchema = z.object({
  name: z.string(),
  type: z.enum(columnTypes),
  /** Where an instant column was meant; absent is UTC. */
  zone: z.string().optional(),
});
export type ColumnInfo = z.infer<typeof columnInfoSchema>;

/**
 * One thing that a run gives to look at. Large things are files in the blob folder, named by their SHA-256; a value is
 * inline (exact JSON, value-json.ts) while it is small.
 */
export const shownSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('table'),
    title: z.string(),
    blob: z.string(),
    rowCount: z.number(),
    columns: z.array(columnInfoSchema),
    /** So many of the first columns label the rows. */
    indexCount: z.number().default(0),
    /** Whether it was a matrix: without a name a column has its number, counted from 1. */
    isMatrix: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal('plot'),
    title: z.string(),
    blob: z.string(),
    media: z.enum(['image/svg+xml', 'image/png']),
  }),
  /** A Vega-Lite specification, which the app draws. */
  z.object({ kind: z.literal('figure'), title: z.string(), blob: z.string() }),
  z.object({ kind: z.literal('value'), title: z.string(), json: z.json() }),
  /** A file that the function gave to the run. */
  z.object({ kind: z.literal('artifact'), title: z.string(), blob: z.string(), sizeBytes: z.number() }),
  /** Text that the function says beside its result. */
  z.object({ kind: z.literal('note'), title: z.string(), text: z.string() }),
  z.object({ kind: z.literal('large-value'), title: z.string(), blob: z.string(), sizeBytes: z.number() }),
]);
export type Shown = z.infer<typeof shownSchema>;

export const shownKinds = [
  'table',
  'plot',
  'figure',
  'value',
  'artifact',
  'note',
  'large-value',
] as const satisfies readonly Shown['kind'][];

/** A warning of the language's, told once however often it came. */
export const callWarningSchema = z.object({ text: z.string(), count: z.number() });

/** One piece of a run's log, as printed; `atMs` counts from the start of the run. */
export const logPieceSchema = z.object({
  stream: z.enum(logStreams),
  level: z.enum(logLevels),
  text: z.string(),
  atMs: z.number(),
});
export type LogPiece = z.infer<typeof logPieceSchema>;

/** A value that its function asked to keep, and that is let go when the run's results are. */
export const keptHandleSchema = z.object({ id: z.string(), language: z.enum(languages), description: z.string() });
export type KeptHandle = z.infer<typeof keptHandleSchema>;

export const outcomeSchema = z.object({
  shown: z.array(shownSchema),
  failure: callFailureSchema.nullable(),
  warnings: z.array(callWarningSchema).default([]),
  /** A log that is short is part of the record, as a small value is; a longer one is the run's `logBlob`. */
  log: z.array(logPieceSchema).optional(),
  /** The kept values in the result, wherever they are in it. */
  handles: z.array(keptHandleSchema).optional(),
});
export type Outcome = z.infer<typeof outcomeSchema>;

/** Outcomes that were stored before there were warnings, matrices and row labels have none. */
export function completeOutcome(stored: unknown): Outcome {
  const outcome = stored as Outcome; // It was parsed when it was written.
  return {
    ...outcome,
    shown: outcome.shown.map((one) => (one.kind === 'table' ? { ...one, ...tableDefaults, ...one } : one)),
    warnings: outcome.warnings ?? [],
    failure: outcome.failure === null ? null : { ...failureDefaults[outcome.failure.kind], ...outcome.failure },
  };
}

const tableDefaults = { indexCount: 0, isMatrix: false };
const failureDefaults: { readonly [kind in CallFailure['kind']]?: object } = {
  'function-error': { causes: [] },
  'session-died': { cause: 'killed' },
};
