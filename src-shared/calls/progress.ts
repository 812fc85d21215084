import { z } from 'zod';

/** How far a piece of a call's work has come. A call may have several at a time, told apart by `id`. */
export const progressSchema = z.object({
  id: z.string(),
  label: z.string(),
  done: z.number(),
  /** Null where the end is not known. */
  total: z.number().nullable(),
  /** Nothing more will come of this one. */
  isFinished: z.boolean(),
});
export type Progress = z.infer<typeof progressSchema>;
