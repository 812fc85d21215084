import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { call, noFailures } from '../../rpc/contract.ts';
import { projectFailureSchema } from '../project-api.ts';

export const changeActions = ['create', 'update', 'delete'] as const;

const fieldChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), field: z.string(), before: z.json(), after: z.json(), isCut: z.boolean() }),
  /** A text that several people edit: where, what went, what came. */
  z.object({
    kind: z.literal('splice'),
    field: z.string(),
    at: z.number(),
    removed: z.string(),
    inserted: z.string(),
    isCut: z.boolean(),
  }),
]);
export type FieldChange = z.infer<typeof fieldChangeSchema>;

const recordChangeSchema = z.object({
  entity: z.string(),
  recordId: z.string(),
  /** What the record is called now; of a deleted one, what it was called at last. */
  title: z.string(),
  action: z.enum(changeActions),
  stamp: z.string(),
  at: z.number(),
  fields: z.array(fieldChangeSchema),
});
export type RecordChange = z.infer<typeof recordChangeSchema>;

const changeEntrySchema = z.object({
  /** What was done in one go, and is taken back in one go. */
  undoGroup: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  deviceId: z.string(),
  isThisDevice: z.boolean(),
  /** The window that it was made in: the connection id of its sessions in presence-api.ts. Null where nobody noted it. */
  sessionId: z.string().nullable(),
  stamp: z.string(),
  at: z.number(),
  /** How many records of each entity it touched, of those how many it made. */
  counts: z.array(z.object({ entity: z.string(), changes: z.number(), created: z.number() })),
  /** The newest of its changes that pass the filter; `hasMore` when there are others, which `group` gives. */
  changes: z.array(recordChangeSchema),
  hasMore: z.boolean(),
});
export type ChangeEntry = z.infer<typeof changeEntrySchema>;

/** What ids in the changes are called: objects, roles, people. */
const namesSchema = z.record(z.string(), z.string());

export const changeFilterSchema = z.object({
  actorId: z.string().optional(),
  entity: z.string().optional(),
  recordId: z.string().optional(),
  field: z.string().optional(),
  action: z.enum(changeActions).optional(),
  fromMs: z.number().optional(),
  toMs: z.number().optional(),
  /** Words in the name of a record or a person, or in a value. */
  search: z.string().max(200).optional(),
});
export type ChangeFilter = z.infer<typeof changeFilterSchema>;

export const changeFailureSchema = z.discriminatedUnion('kind', [
  ...projectFailureSchema.options,
  /** What would be taken back has been changed since. `problems` are sentences without their full stop. */
  z.object({ kind: z.literal('change-superseded'), problems: z.array(z.string()) }),
]);

const coveragePointSchema = z.object({
  at: z.number(),
  /** Share of each round from 0 to 1; null where nothing was asked. */
  objects: z.number().nullable(),
  relationships: z.number().nullable(),
  ctas: z.number().nullable(),
  attributes: z.number().nullable(),
});
export type CoveragePoint = z.infer<typeof coveragePointSchema>;

export const changeApi = {
  /** Newest first. A page may have fewer entries than asked for, or none, and still not be the last: `next` says. */
  page: call(noFailures)
    .input(
      z.object({
        projectId: z.string(),
        filter: changeFilterSchema.default({}),
        /** `next` of the page before. */
        before: z.string().max(64).optional(),
        limit: z.number().int().min(1).max(100).default(40),
      }),
    )
    .output(z.object({ entries: z.array(changeEntrySchema), names: namesSchema, next: z.string().nullable() })),
  /** The changes of one entry, newest first. */
  group: call(noFailures)
    .input(z.object({ projectId: z.string(), undoGroup: z.string(), before: z.string().max(64).optional() }))
    .output(z.object({ changes: z.array(recordChangeSchema), names: namesSchema, next: z.string().nullable() })),
  /** Tells a new number whenever something of the project has changed. */
  watch: call(noFailures)
    .input(z.object({ projectId: z.string() }))
    .output(eventIterator(z.number())),
  /** Takes an entry back, or one record or field of it, as a new edit. */
  revert: call(changeFailureSchema)
    .input(
      z.object({
        projectId: z.string(),
        undoGroup: z.string(),
        recordId: z.string().optional(),
        field: z.string().optional(),
        /** Also where it was changed since. */
        isForced: z.boolean().default(false),
      }),
    )
    .output(z.object({ recordCount: z.number() })),
  /** Coverage as it was, reconstructed from the changes, oldest first. */
  coverage: call(noFailures)
    .input(z.object({ projectId: z.string() }))
    .output(
      z.object({
        points: z.array(coveragePointSchema),
        /** False where older changes have been deleted: it begins with what is known. */
        isWhole: z.boolean(),
      }),
    ),
};
