import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { call, noFailures } from '../rpc/contract.ts';

/** What undo and redo would do now; null when there is nothing. */
export const undoStateSchema = z.object({ undo: z.string().nullable(), redo: z.string().nullable() });
export type UndoState = z.infer<typeof undoStateSchema>;

/** `label` is null when there was nothing to undo; `skippedFields` counts fields that somebody else has changed since. */
const undoAnswer = z.object({ label: z.string().nullable(), skippedFields: z.number() });

/** What a person did, they may not take back any more, or do again. */
export const undoFailureSchema = z.object({ kind: z.literal('undo-refused') });

export const undoApi = {
  undo: call(undoFailureSchema).output(undoAnswer),
  redo: call(undoFailureSchema).output(undoAnswer),
  watch: call(noFailures).output(eventIterator(undoStateSchema)),
};
