import { z } from 'zod';

import { call } from '../rpc/contract.ts';
import { membershipRoles, projectStatuses } from './project-entities.ts';
import { modelEditSchema } from './model-edits.ts';
import { membershipPermissionsSchema, projectSettingsSchema } from './project-settings.ts';

/** Edits of one transaction: filling the whole matrix of 300 objects is the largest that a person does at once. */
export const editsMax = 100_000;

export const projectFailureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('name-empty') }),
  z.object({ kind: z.literal('name-too-long'), charsMax: z.number() }),
  /** Nothing of the edit was written. `problems` are sentences without their full stop. */
  z.object({ kind: z.literal('edit-refused'), problems: z.array(z.string()) }),
  /** The role, or an exception to it, gives only reading. `what` names what would have been changed. */
  z.object({ kind: z.literal('project-read-only'), what: z.string() }),
  /** A project keeps one owner at least. */
  z.object({ kind: z.literal('last-owner') }),
  z.object({ kind: z.literal('project-full'), what: z.string(), count: z.number(), countMax: z.number() }),
]);
export type ProjectFailure = z.infer<typeof projectFailureSchema>;

export const projectApi = {
  /** Makes a project with the caller as its owner and first member. */
  create: call(projectFailureSchema)
    .input(z.object({ workspaceId: z.string(), name: z.string(), description: z.string().default('') }))
    .output(z.object({ id: z.string() })),
  /** Makes the example project, a streaming service, in any workspace. */
  createExample: call(projectFailureSchema)
    .input(z.object({ workspaceId: z.string() }))
    .output(z.object({ id: z.string() })),
  /** Changes the project itself: its name, what it is about, its status, its settings. */
  change: call(projectFailureSchema)
    .input(
      z.object({
        projectId: z.string(),
        name: z.string().optional(),
        description: z.string().max(100_000).optional(),
        status: z.enum(projectStatuses).optional(),
        settings: projectSettingsSchema.optional(),
      }),
    )
    .output(z.object({ id: z.string() })),
  /** Takes a person in, or changes what they may do. Only owners may. */
  setMember: call(projectFailureSchema)
    .input(
      z.object({
        projectId: z.string(),
        userId: z.string(),
        role: z.enum(membershipRoles),
        permissions: membershipPermissionsSchema.optional(),
      }),
    )
    .output(z.object({ id: z.string() })),
  removeMember: call(projectFailureSchema)
    .input(z.object({ projectId: z.string(), userId: z.string() }))
    .output(z.object({ id: z.string() })),
  /** With everything in it, as one step of undo. */
  remove: call(projectFailureSchema)
    .input(z.object({ projectId: z.string() }))
    .output(z.object({ id: z.string() })),
  /**
   * Writes edits of the model in one transaction. What hangs on a removed record goes with it. Answered when it is on the disk,
   * with the written records as they now are.
   */
  edit: call(projectFailureSchema)
    .input(
      z.object({
        projectId: z.string(),
        edits: z.array(modelEditSchema).min(1).max(editsMax),
        label: z.string().max(200).optional(),
        /** Edits in a row with the same group are undone together. */
        undoGroup: z.string().max(64).optional(),
      }),
    )
    .output(
      z.object({
        written: z.array(z.object({ entity: z.string(), record: z.looseObject({ id: z.string() }) })),
        removed: z.array(z.object({ entity: z.string(), id: z.string() })),
      }),
    ),
};
