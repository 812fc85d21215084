/* What a signed-in client is told while it is connected, over the WebSocket. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { sessionEnds } from '../access/access-entities.ts';
import { noFailures } from '../rpc/contract.ts';
import { serverCall } from '../rpc/server-contract.ts';
import { newsSchema } from './sync-protocol.ts';

export const liveServerApi = {
  watch: serverCall(
    {
      method: 'GET',
      path: '/live',
      demand: 'signed-in',
      summary: 'Tells when this session, its rights or its tenant change, and when there are changes to pull.',
    },
    noFailures,
  )
    .input(
      z.object({
        /** Whether changes are told as they are, where that can be, and not only that there are some. */
        takesNews: z.stringbool().or(z.boolean()).optional(),
      }),
    )
    .output(
      eventIterator(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('begun') }),
          z.object({ kind: z.literal('session-ended'), reason: z.enum(sessionEnds) }),
          z.object({ kind: z.literal('rights-changed') }),
          z.object({ kind: z.literal('tenant-changed') }),
          /**
           * Something was accepted, or a file has come: `seq` is the number of the last change. Without news it is to be pulled, and
           * whoever has pushed it is not told.
           */
          z.object({ kind: z.literal('changes'), seq: z.number(), news: newsSchema.optional() }),
        ]),
      ),
    ),
};
