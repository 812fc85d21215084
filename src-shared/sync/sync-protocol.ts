/*
 * What a device and the server say to each other about changes. Both parse it where it arrives.
 *
 *   push      the device's own changes, in the order of their numbers  →  an outcome for each
 *   pull      everything after a cursor that the person may see        →  changes, and what they reach now
 *   snapshot  the records of one scope, page by page                   →  versions, as merging needs them
 *   rows      the same, each record a text (snapshot-rows.ts)
 *   news      what somebody else's push has just changed, unasked: a pull that whoever keeps up with the log need not make
 *
 * Nothing in it is taken back by being sent twice: a change is known by its device and number, and merging is idempotent.
 */
import { z } from 'zod';

import { isDeviceId, parseStamp } from '../changes/stamp.ts';
import type { Stamp } from '../changes/stamp.ts';
import { quickList } from '../rpc/quick-schema.ts';
import { idPattern, isPlainRecord, isPlainSentChange, isPlainToldChange, namePattern } from './plain-records.ts';

/** Changes of one push; a transaction is never cut, so the last one may reach beyond it, up to `transactionChangesMax`. */
export const pushChangesMax = 500;
export const pushBytesMax = 256 * 1024;
/** One transaction that is larger is carried out in parts of this many changes, each whole. */
export const transactionChangesMax = 20_000;
export const pullChangesMax = 1_000;
export const snapshotRecordsMax = 1_000;
/** Of a page of texts, which nobody need read at once. */
export const snapshotRowsMax = 2_000;
/** A stamp further ahead of the server's clock is answered `skew`. */
export const skewMaxMs = 5 * 60_000;

export const stampSchema = z
  .string()
  .refine((text) => parseStamp(text) !== undefined, 'is no stamp')
  .transform((text) => text as Stamp); // Just parsed.
const deviceIdSchema = z.string().refine(isDeviceId, 'is no device id');
const idSchema = z.string().regex(idPattern, 'is no id');
const nameSchema = z.string().regex(namePattern, 'is no name');
const countSchema = z.int().min(0);
const valuesSchema = z.record(nameSchema, z.json());

/** A change as a device sends it. Whose it is, the server knows from who has signed in. */
export const sentChangeSchema = z.strictObject({
  deviceId: deviceIdSchema,
  number: z.int().min(1),
  transactionNumber: z.int().min(1),
  undoGroup: z.string().min(1).max(64),
  sessionId: z.string().max(64).nullable(),
  entity: nameSchema,
  recordId: idSchema,
  patch: valuesSchema,
  before: valuesSchema.nullable(),
  stamp: stampSchema,
  schemaVersion: countSchema,
});
export type SentChange = z.infer<typeof sentChangeSchema>;

/** A change as the server tells it: with its place in the tenant's order, and who made it. */
export const toldChangeSchema = sentChangeSchema.extend({ seq: z.int().min(1), actorId: idSchema });
export type ToldChange = z.infer<typeof toldChangeSchema>;

/** What is known of a record: its values, and the stamp of each (`*` is that of its creation). A merged text has its state in base64 too. */
export const sentRecordSchema = z.strictObject({
  entity: nameSchema,
  id: idSchema,
  values: valuesSchema,
  clocks: z.record(z.string(), stampSchema),
  states: z.record(nameSchema, z.base64()),
});
export type SentRecord = z.infer<typeof sentRecordSchema>;

/**
 * Why a change was not taken. `group-refused`: another change of its transaction was; they are carried out together or not at all.
 * `number-taken`: the server has had another change of this device under this number, so the device was taken back since.
 * `schema-unknown`: servers told so until version 14, where they tell a gap now.
 */
export const rejectionCodes = [
  'not-permitted',
  'record-invalid',
  'record-missing',
  'value-taken',
  'entity-unknown',
  'scope-foreign',
  'schema-unknown',
  'tenant-closed',
  'group-refused',
  'number-taken',
] as const;
export type RejectionCode = (typeof rejectionCodes)[number];

export const outcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('applied') }),
  /** Taken, but of these fields a later edit stays: its value, its stamp and who made it, where that is known. */
  z.strictObject({
    kind: z.literal('superseded'),
    fields: z.record(nameSchema, z.strictObject({ value: z.json(), stamp: stampSchema, actorId: idSchema.nullable() })),
  }),
  /** Not taken; `record` is what the server has instead, null where that is nothing that the person may see. */
  z.strictObject({
    kind: z.literal('rejected'),
    code: z.enum(rejectionCodes),
    problems: z.array(z.string()),
    record: sentRecordSchema.nullable(),
  }),
  /** Its stamp is ahead of the server's clock, and so was nothing after it carried out: stamp them anew and push again. */
  z.strictObject({ kind: z.literal('skew') }),
  /**
   * Nothing from here on was carried out: what its device pushed before has not arrived (or is forgotten, since a back-up was put
   * back), the device has greeted since it sent this, or writes by a schema that this server does not take. It greets again.
   */
  z.strictObject({ kind: z.literal('gap') }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** `seq` counts what has been accepted in the tenant. `epoch` is another one when the server was set back to a back-up. */
export const cursorSchema = z.strictObject({ epoch: idSchema, seq: countSchema });
export type Cursor = z.infer<typeof cursorSchema>;

/** Something whose records a device holds together: it comes by a snapshot, and goes as a whole when it may not be seen any more. */
export const scopeSchema = z.strictObject({
  kind: z.enum(['tenant', 'user', 'workspace', 'project']),
  id: idSchema,
});
export type SyncScope = z.infer<typeof scopeSchema>;

/** A scope that the person reaches, and the entities of it that they may read there. */
export const reachedScopeSchema = scopeSchema.extend({ entities: z.array(nameSchema) });
export type ReachedScope = z.infer<typeof reachedScopeSchema>;

export const pushInputSchema = z.strictObject({
  changes: quickList(sentChangeSchema, isPlainSentChange, { min: 1, max: transactionChangesMax }),
  /**
   * For each device in `changes`, the number of its last change before these that was pushed; 0 for none. Numbers have holes
   * (some changes stay on the device), so that without this a push that came before its forerunner would hide it for ever. It says
   * too that the device has the answers up to there, which the server may then forget.
   */
  after: z.record(deviceIdSchema, countSchema),
  /** What the last greeting has answered. A push that was given up can be on its way still; once greeted, it is too late for it. */
  fence: idSchema,
});
export const pushOutputSchema = z.strictObject({
  /** In the order of the changes. */
  outcomes: z.array(outcomeSchema),
  serverMs: countSchema,
});

export const pullInputSchema = z.strictObject({
  cursor: cursorSchema,
  /** Whose changes are left out, for they are here already. */
  deviceId: deviceIdSchema,
});
export const pullOutputSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('changes'),
    changes: quickList(toldChangeSchema, isPlainToldChange, { max: pullChangesMax }),
    /** Where the next pull begins; it may be further than the last change, when others' were passed over. */
    cursor: cursorSchema,
    isEnd: z.boolean(),
    reach: z.array(reachedScopeSchema),
    serverMs: countSchema,
  }),
  /** What lies between the cursor and now cannot be told as changes: everything is to be fetched anew. */
  z.strictObject({ kind: z.literal('resync'), reason: z.enum(['epoch', 'ahead', 'compacted']) }),
]);

/** Of one telling; whoever misses more pulls it, packed. */
export const newsChangesMax = 20;
export const newsCharsMax = 64 * 1024;

/**
 * Everything that the person may see of what lies between two places of the log, what they reach being as it was at their last pull.
 * It is of use to whoever is at its beginning, and to nobody else.
 */
export const newsSchema = z.object({
  epoch: idSchema,
  /** The place after which it begins, and the one to which it leads. */
  from: countSchema,
  seq: countSchema,
  changes: quickList(toldChangeSchema, isPlainToldChange, { max: newsChangesMax }),
  /** Of what the changes are: news can come late, and whoever reaches one of these no more takes nothing of it. */
  parts: z.array(z.object({ scope: scopeSchema, entity: nameSchema })),
  /** Devices of which nothing is told here, since the session that is told has pushed it itself. */
  leftOut: z.array(deviceIdSchema),
});
export type News = z.infer<typeof newsSchema>;

/** Asked first, and after a resync. */
export const greetInputSchema = z.strictObject({
  /** Every device id in whose name there are changes here. */
  deviceIds: z.array(deviceIdSchema).min(1).max(100),
  schemaVersion: countSchema,
});
export const greetOutputSchema = z.strictObject({
  head: cursorSchema,
  reach: z.array(reachedScopeSchema),
  /** The number of the last change of each device that the server has answered: after a restored back-up it can be less than before. */
  lastNumbers: z.record(deviceIdSchema, countSchema),
  /** From now on the server takes changes of these devices only in pushes that bear this. Another one at each greeting. */
  fence: idSchema,
  serverMs: countSchema,
  schemaVersion: countSchema,
});

export const snapshotInputSchema = z.strictObject({
  scope: scopeSchema,
  entity: nameSchema,
  /** The id of the last record of the page before. */
  afterId: idSchema.nullable(),
});
export const snapshotOutputSchema = z.strictObject({
  records: quickList(sentRecordSchema, isPlainRecord, { max: snapshotRecordsMax }),
  isEnd: z.boolean(),
  /**
   * Where it is not that of the device's cursor, the page is of no use, and the device greets: the server was set back meanwhile, or
   * (null) the scope is not reached any more. Taken for an empty one, it would not be fetched again when it is reached again.
   */
  epoch: idSchema.nullable(),
});

/** The same as texts (snapshot-rows.ts). What a row holds, whoever reads it has to parse. */
export const snapshotRowsSchema = z.strictObject({
  names: z.array(nameSchema),
  rows: quickList(z.string(), (row) => typeof row === 'string', { max: snapshotRowsMax }),
  isEnd: z.boolean(),
  epoch: idSchema.nullable(),
});
export type SnapshotRows = z.infer<typeof snapshotRowsSchema>;
