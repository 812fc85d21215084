import { z } from 'zod';

/** What Electron's main process tells the utility process with the core. A `page` message brings a port along. */
export const toCoreSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('page') }),
  z.object({ kind: z.literal('end') }),
]);
export type ToCore = z.infer<typeof toCoreSchema>;

/** What the core tells. After the last two it ends; the sentence is for a dialog. */
export const fromCoreSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), address: z.string() }),
  /** Another process has the data folder open and answers there. */
  z.object({ kind: z.literal('already-running'), address: z.string() }),
  z.object({ kind: z.literal('failed'), sentence: z.string() }),
]);
export type FromCore = z.infer<typeof fromCoreSchema>;
