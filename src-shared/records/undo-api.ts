import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { call, noFailures } from '../rpc/contract.ts';

/** What undo and redo would do now; null when there is nothing. */
export const undoStateSchema = z.object({ undo: z.string().nullable(), redo: z.string().nullable() });
export type UndoState = z.infer<typeof undoStateSchema>;

/** `label` is null when there was nothing to undo; `skippedFields` counts fields that somebody else has changed since. */
const undoAnswer = z.object({ label: z.string().nullable(), skippedFields: z.number() });

export const undoApi = {
  undo: call(noFailures).output(undoAnswer),
  redo: call(noFailures).output(undoAnswer),
  watch: call(noFailures).output(eventIterator(undoStateSchema)),
};
