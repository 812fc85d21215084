/*
 * The same calls for every entity. The renderer's `useRecords` and `use-record.ts` give them the entity's types; handlers
 * look the entity up by name, ask the permission that the entity names, and let the entity's schema parse what comes in.
 */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { call, noFailures } from '../rpc/contract.ts';
import { packedRecordsSchema } from './packed-records.ts';

const record = z.looseObject({ id: z.string() });
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const recordQuerySchema = z.object({
  entity: z.string(),
  /** Equality on fields; `null` asks for absent. Deleted records are never given. */
  where: z.record(z.string(), scalar).default({}),
  order: z
    .array(z.object({ field: z.string(), direction: z.enum(['up', 'down']) }))
    .max(4)
    .default([]),
  limit: z.number().int().min(1).max(200_000).default(10_000),
});
export type RecordQuery = z.output<typeof recordQuerySchema>;

/**
 * What a watch sends: first everything (`reset`), then only what changed. `upserts` are whole records that entered the list
 * or changed; `removed` are ids that left it. A client that falls too far behind gets a new `reset` instead of a backlog.
 */
export const recordEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reset'), records: z.array(record) }),
  z.object({ kind: z.literal('changed'), upserts: z.array(record), removed: z.array(z.string()) }),
]);
export type RecordEvent = z.infer<typeof recordEventSchema>;

/** The same, with the first list packed where it can be: see packed-records.ts. */
export const packedEventSchema = z.union([
  z.object({ kind: z.literal('packed'), packed: packedRecordsSchema }),
  recordEventSchema,
]);
export type PackedEvent = z.infer<typeof packedEventSchema>;

/** The same list of several entities, watched together. */
const tablesQuerySchema = recordQuerySchema
  .pick({ where: true, limit: true })
  .extend({ entities: z.array(z.string()).min(1).max(20) });

/** What has happened to some of them. What was written in one transaction is told in one event. */
export const tablesEventSchema = z.array(z.object({ entity: z.string(), event: packedEventSchema }));
export type TablesEvent = z.infer<typeof tablesEventSchema>;

/** Edits with the same group are undone together; the label is what the undo command shows. */
const editOptions = { undoGroup: z.string().max(64).optional(), label: z.string().max(200).optional() };

export const recordApi = {
  list: call(noFailures).input(recordQuerySchema).output(z.array(record)),
  watch: call(noFailures).input(recordQuerySchema).output(eventIterator(recordEventSchema)),
  /** For lists of thousands that belong together: each comes whole, in an event of its own; from then on one tells of all. */
  watchTables: call(noFailures).input(tablesQuerySchema).output(eventIterator(tablesEventSchema)),
  create: call(noFailures)
    .input(z.object({ entity: z.string(), draft: z.record(z.string(), z.unknown()), ...editOptions }))
    .output(record),
  patch: call(noFailures)
    .input(z.object({ entity: z.string(), id: z.string(), patch: z.record(z.string(), z.unknown()), ...editOptions }))
    .output(record),
  remove: call(noFailures)
    .input(z.object({ entity: z.string(), id: z.string(), ...editOptions }))
    .output(z.object({ id: z.string() })),
};
