import { z } from 'zod';

import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import { choice, json, reference, text } from '../schema/field.ts';

export const workspaceSettingsSchema = z.object({
  /** Days for which a workspace keeps who changed which field, and its runs; null keeps all. */
  historyDays: z.number().int().positive().nullable(),
  /** Of which workspace of somebody's `personal` account it is a copy, and of which device's, and when it was made. */
  copyOf: z.object({ workspaceId: z.string().max(64), deviceId: z.string().max(64), at: z.number().int() }).optional(),
});

/** A shelf of functions that people share. Its `workspaceId` is its own id. */
export const workspaceEntity = defineEntity('workspace', {
  scope: 'workspace',
  fields: {
    name: text({ min: 1, max: 255 }),
    description: text({ max: 10_000 }),
    ownerId: reference('user'),
    settings: json(workspaceSettingsSchema),
  },
  indexes: [['ownerId'], ['name']],
  permissions: { read: 'workspace:read', write: 'workspace:edit' },
});
export type WorkspaceRecord = RecordOf<typeof workspaceEntity>;

export const workspaceRoles = ['owner', 'editor', 'runner', 'viewer'] as const;
export type WorkspaceRole = (typeof workspaceRoles)[number];

/** The id comes from workspace and user: see `idFromKey`. */
export const workspaceMemberEntity = defineEntity('workspaceMember', {
  scope: 'workspace',
  fields: {
    userId: reference('user', { merge: 'fixed' }),
    role: choice(workspaceRoles),
  },
  indexes: [['workspaceId', 'userId'], ['userId']],
  permissions: { read: 'workspace:read', write: 'workspace:share' },
});
