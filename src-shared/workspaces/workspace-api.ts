import { z } from 'zod';

import { call, noFailures } from '../rpc/contract.ts';
import { historyDaysMax } from './workspace-rules.ts';

export const workspaceFailureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('name-empty') }),
  z.object({ kind: z.literal('name-too-long'), charsMax: z.number() }),
]);

const historyDays = z.number().int().min(1).max(historyDaysMax);

/** How much of a workspace's history is older than it is to be kept. */
const oldHistorySchema = z.object({ changes: z.number(), runs: z.number() });
export type OldHistory = z.infer<typeof oldHistorySchema>;

export const workspaceApi = {
  /** Makes a workspace with the caller as its owner and first member. */
  create: call(workspaceFailureSchema)
    .input(z.object({ name: z.string(), description: z.string().default('') }))
    .output(z.object({ id: z.string() })),
  /** What `keepHistory` with the same days would delete. */
  countOldHistory: call(noFailures)
    .input(z.object({ workspaceId: z.string(), historyDays }))
    .output(oldHistorySchema),
  /**
   * From now on keeps the history for so many days, or for ever (null), and begins to delete what is older. It cannot be
   * undone, and so is no step of undo: a redo would delete without asking.
   */
  keepHistory: call(noFailures)
    .input(z.object({ workspaceId: z.string(), historyDays: historyDays.nullable() }))
    .output(z.object({ id: z.string() })),
};
