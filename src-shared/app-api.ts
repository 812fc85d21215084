import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { call, noFailures } from './rpc/contract.ts';

const infoSchema = z.object({
  version: z.string(),
  dataFolder: z.string(),
  /** The account that is open: another one after a connection that was lost, and the window is about something else. */
  accountId: z.string(),
  shell: z.enum(['electron', 'loopback']),
  platform: z.string(),
  userId: z.string(),
  userName: z.string(),
  tenantId: z.string(),
  permissions: z.array(z.string()),
  /** What a function may use that names no limit of its own. */
  usualLimits: z.object({
    timeSeconds: z.number(),
    memoryMb: z.number(),
    outputMb: z.number(),
    processes: z.number(),
  }),
});

/** What the renderer must know of the program that it is a window of. */
export const appApi = {
  info: call(noFailures).output(infoSchema),
  /** Again when the server of the account has given or taken a right. */
  watchInfo: call(noFailures).output(eventIterator(infoSchema)),
};
