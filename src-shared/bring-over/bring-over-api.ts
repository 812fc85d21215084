/* What a window can ask about the workspaces of `personal` while an account of a server is open. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { isId } from '../base/id.ts';
import { call } from '../rpc/contract.ts';

/** More than anybody has; each is one piece of work. */
export const chosenMax = 1_000;

const countedSchema = z.object({ count: z.number(), bytes: z.number() });

/** What a workspace holds, so that a person knows what they would bring. */
const holdingsSchema = z.object({
  functions: z.number(),
  versions: z.number(),
  sharedResults: z.number(),
  projects: z.number(),
  objects: z.number(),
  relationships: z.number(),
  /** Files of functions, projects and objects, and of shared results. */
  files: countedSchema,
  /** Of these, how many have lost their bytes. */
  filesWithoutBytes: z.number(),
  /** In the folder in which its functions work. */
  folder: countedSchema,
  /** Stay in `personal`. */
  runs: z.number(),
});
export type Holdings = z.infer<typeof holdingsSchema>;

/** Why the account would not take what was chosen. Told before anything is written. */
export const obstacleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rights-missing'), permissions: z.array(z.string()) }),
  /** The organisation takes no new data: it is suspended or closed. */
  z.object({ kind: z.literal('organisation-closed') }),
  z.object({ kind: z.literal('server-full'), bytes: z.number(), bytesFree: z.number() }),
  z.object({ kind: z.literal('device-full'), bytes: z.number(), bytesFree: z.number() }),
]);
export type Obstacle = z.infer<typeof obstacleSchema>;

export const personalWorkspaceSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  holds: holdingsSchema,
  /** The examples as they came with the program: nobody's work. */
  isUntouched: z.boolean(),
  /** Where it would be called otherwise, since the account has one of its name. */
  newName: z.string(),
  /** Copies of it that the account has, newest first. */
  copies: z.array(z.object({ workspaceId: z.string(), name: z.string(), at: z.number() })),
  /**
   * It goes from `personal` when all of a copy has arrived. Where it does not: `changed` there since, or `incomplete`, since not all of
   * the copy is in the account any more.
   */
  removal: z.enum(['none', 'waiting', 'changed', 'incomplete']),
  obstacle: obstacleSchema.nullable(),
});
export type PersonalWorkspace = z.infer<typeof personalWorkspaceSchema>;

/** Room for the bytes of files; null where it is not known. */
export const roomSchema = z.object({ server: z.number().nullable(), device: z.number().nullable() });
export type Room = z.infer<typeof roomSchema>;

export const bringOverListSchema = z.object({
  workspaces: z.array(personalWorkspaceSchema),
  room: roomSchema,
  /** Why nothing can be brought, whatever is chosen. */
  obstacle: obstacleSchema.nullable(),
});
export type BringOverList = z.infer<typeof bringOverListSchema>;

export const bringOverStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle') }),
  z.object({
    kind: z.literal('working'),
    step: z.enum(['waiting', 'files', 'writing', 'taking-back']),
    workspaceName: z.string(),
    /** Which of the chosen ones it is, from 1. */
    number: z.number(),
    of: z.number(),
    /** Records of it that are written, and how many there are at most. */
    written: z.number(),
    count: z.number(),
    isCancelling: z.boolean(),
  }),
]);
export type BringOverState = z.infer<typeof bringOverStateSchema>;

export const broughtSchema = z.object({ sourceId: z.string(), workspaceId: z.string(), name: z.string() });
export type Brought = z.infer<typeof broughtSchema>;

export const bringOverFailureSchema = z.discriminatedUnion('kind', [
  /** `personal` itself is open, or no server. */
  z.object({ kind: z.literal('bring-over-not-here') }),
  z.object({ kind: z.literal('bring-over-running') }),
  /** What the account has is not all on this device yet, so it is not known what was brought from elsewhere. */
  z.object({ kind: z.literal('bring-over-too-early') }),
  z.object({ kind: z.literal('bring-over-refused'), obstacle: obstacleSchema }),
  /** The file of `personal` cannot be opened; the sentence says why. */
  z.object({ kind: z.literal('personal-unreadable'), reason: z.string() }),
  /** Another account is being opened. */
  z.object({ kind: z.literal('account-switching') }),
]);
export type BringOverFailure = z.infer<typeof bringOverFailureSchema>;

export const bringOverApi = {
  /** What `personal` has that can be brought to the account that is open. */
  list: call(bringOverFailureSchema).output(bringOverListSchema),
  /**
   * Brings copies of the chosen workspaces, one after another, each whole or not at all; answers when that is done or has been
   * cancelled, with those that are there. `removes`: each goes from `personal` when the server has all of it.
   */
  start: call(bringOverFailureSchema)
    .input(
      z.object({
        workspaceIds: z.array(z.string().refine(isId)).min(1).max(chosenMax),
        removes: z.boolean(),
      }),
    )
    .output(z.object({ brought: z.array(broughtSchema), isCancelled: z.boolean() })),
  watch: call(bringOverFailureSchema).output(eventIterator(bringOverStateSchema)),
  /** Ends `start`; answers when what was begun has been taken back. What was brought before stays. */
  cancel: call(bringOverFailureSchema).output(z.object({})),
};
