import { z } from 'zod';

import { callFailureSchema } from '../calls/call-failure.ts';

const columnInfoSchema = z.object({
  name: z.string(),
  type: z.enum(['float', 'integer', 'boolean', 'text', 'date', 'instant']),
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
  z.object({ kind: z.literal('large-value'), title: z.string(), blob: z.string(), sizeBytes: z.number() }),
]);
export type Shown = z.infer<typeof shownSchema>;

export const outcomeSchema = z.object({
  shown: z.array(shownSchema),
  failure: callFailureSchema.nullable(),
});
export type Outcome = z.infer<typeof outcomeSchema>;

/** One piece of a run's log, as printed; `atMs` counts from the start of the run. */
export const logPieceSchema = z.object({ stream: z.enum(['out', 'err']), text: z.string(), atMs: z.number() });
export type LogPiece = z.infer<typeof logPieceSchema>;
