import { oc } from '@orpc/contract';
import { z } from 'zod';

// Chromium reports zod's probe for `new Function` as a breach of our content security policy; interpreting is fast enough.
z.config({ jitless: true });

/** Failures that any call can meet, whatever it does. */
export const commonFailureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('not-permitted'), permission: z.string() }),
  z.object({ kind: z.literal('record-missing'), entity: z.string(), id: z.string() }),
  z.object({ kind: z.literal('record-invalid'), entity: z.string(), problems: z.array(z.string()) }),
  z.object({ kind: z.literal('disk-full') }),
  z.object({ kind: z.literal('disk-read-only') }),
]);
export type CommonFailure = z.infer<typeof commonFailureSchema>;

/**
 * Begins a call of the contract. Its failures are plain data with a kind (style rule 15); they cross the wire unchanged, as
 * the data of the one error `FAILURE`, so that the client's type lists every way in which the call can fail.
 */
export function call<F extends z.ZodType>(failures: F) {
  return oc.errors({
    FAILURE: {
      message: 'The call failed for a reason that its data tells.',
      data: z.union([commonFailureSchema, failures]),
    },
  });
}

/** For calls that fail only in the common ways. */
export const noFailures = z.never();
