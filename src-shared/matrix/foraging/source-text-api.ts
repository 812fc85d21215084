import { z } from 'zod';

import { call } from '../../rpc/contract.ts';

/** As many characters as merged text takes. */
export const textCharsMax = 2_000_000;

export const sourceTextFailureSchema = z.discriminatedUnion('kind', [
  /** Nothing was written: what is stored now, so that the two can be woven together and saved again. */
  z.object({ kind: z.literal('text-changed'), body: z.string(), checksum: z.string(), updatedAt: z.number() }),
  z.object({ kind: z.literal('text-too-long'), charsMax: z.number() }),
  z.object({ kind: z.literal('text-read-only') }),
]);

export const sourceTextApi = {
  /** Keeps what was typed into a text: one splice, so that a key in a long interview sends a few bytes. Answered when on disk. */
  save: call(sourceTextFailureSchema)
    .input(
      z.object({
        projectId: z.string(),
        textId: z.string(),
        at: z.number().int().min(0),
        removedCount: z.number().int().min(0),
        inserted: z.string().max(textCharsMax),
        /** `textChecksum` of the body that the splice was made in: when another one is stored by now, nothing is written. */
        baseChecksum: z.string(),
        undoGroup: z.string().max(64).optional(),
      }),
    )
    .output(z.object({ checksum: z.string(), updatedAt: z.number() })),
};
