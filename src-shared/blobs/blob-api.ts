/* What a window is told of bytes that records name, and what it can ask for. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { call, noFailures } from '../rpc/contract.ts';
import { sha256Pattern } from './blob-chunks.ts';

/** Blobs of one watch: more than a list shows. */
export const watchedMax = 2_000;
/** Failures that are told one by one. */
export const shownFailuresMax = 20;

/**
 * here      on this device, and with the server where it is to be there
 * waiting   its turn comes: to be sent, or to be fetched
 * absent    not on this device, and not asked for
 */
export const blobPlaces = ['here', 'waiting', 'sending', 'fetching', 'absent', 'failed'] as const;

export const blobStateSchema = z.object({
  sha256: z.string(),
  state: z.enum(blobPlaces),
  isHere: z.boolean(),
  /** Null where the server was not asked yet, or there is none. */
  isAtServer: z.boolean().nullable(),
  bytesDone: z.number(),
  /** Null where nobody has said yet. */
  bytesTotal: z.number().nullable(),
  /** Why it failed last, as a sentence. It is tried again by itself. */
  problem: z.string().nullable(),
});
export type BlobState = z.infer<typeof blobStateSchema>;

const countedSchema = z.object({ count: z.number(), bytes: z.number() });
export const blobSummarySchema = z.discriminatedUnion('kind', [
  /** `personal` has no server. */
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('on'),
    toSend: countedSchema,
    toFetch: countedSchema,
    /** Not on this device, and fetched when somebody opens them. */
    elsewhere: countedSchema,
    failures: z.array(z.object({ sha256: z.string(), title: z.string(), problem: z.string() })),
    failureCount: z.number(),
    /** Whether all are fetched, however large they are. */
    fetchesAll: z.boolean(),
  }),
]);
export type BlobSummary = z.infer<typeof blobSummarySchema>;

const sha256 = z.string().regex(sha256Pattern);

export const blobApi = {
  watch: call(noFailures)
    .input(z.object({ sha256s: z.array(sha256).max(watchedMax) }))
    .output(eventIterator(z.array(blobStateSchema))),
  watchSummary: call(noFailures).output(eventIterator(blobSummarySchema)),
  /** Has it fetched as soon as its turn comes, also after a restart. */
  fetch: call(noFailures).input(z.object({ sha256 })).output(z.object({})),
  /** What has come of it so far goes. */
  cancel: call(noFailures).input(z.object({ sha256 })).output(z.object({})),
  setFetchesAll: call(noFailures)
    .input(z.object({ fetchesAll: z.boolean() }))
    .output(z.object({})),
};
