import { z } from 'zod';

import { call } from '../rpc/contract.ts';

export const workspaceFailureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('name-empty') }),
  z.object({ kind: z.literal('name-too-long'), charsMax: z.number() }),
]);

export const workspaceApi = {
  /** Makes a workspace with the caller as its owner and first member. */
  create: call(workspaceFailureSchema)
    .input(z.object({ name: z.string(), description: z.string().default('') }))
    .output(z.object({ id: z.string() })),
};
