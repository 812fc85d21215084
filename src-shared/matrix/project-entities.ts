/** A project itself, who takes part in it, and the files that are made of it. */
import { z } from 'zod';

import { defineEntity } from '../schema/entity.ts';
import type { RecordOf } from '../schema/entity.ts';
import { choice, instant, integer, json, optional, reference, text } from '../schema/field.ts';
import { name, readAndWrite } from './model-fields.ts';
import { membershipPermissionsSchema, projectSettingsSchema } from './project-settings.ts';

export const projectStatuses = ['draft', 'active', 'archived'] as const;

export const projectEntity = defineEntity('project', {
  scope: 'workspace',
  fields: {
    name: name(),
    description: text(),
    ownerId: reference('user'),
    status: choice(projectStatuses),
    settings: json(projectSettingsSchema),
  },
  indexes: [['workspaceId', 'name'], ['ownerId']],
  permissions: readAndWrite,
});
export type ProjectRecord = RecordOf<typeof projectEntity>;

export const membershipRoles = ['owner', 'editor', 'viewer'] as const;
export type MembershipRole = (typeof membershipRoles)[number];

/** The id comes from project and user: see `idFromKey`. */
export const projectMembershipEntity = defineEntity('projectMembership', {
  scope: 'project',
  fields: {
    userId: reference('user', { merge: 'fixed' }),
    role: choice(membershipRoles),
    permissions: json(membershipPermissionsSchema),
    joinedAt: instant({ merge: 'fixed' }),
  },
  indexes: [['projectId', 'userId'], ['userId']],
  permissions: readAndWrite,
});
export type ProjectMembershipRecord = RecordOf<typeof projectMembershipEntity>;

export const exportTypes = ['matrix', 'objects', 'ctas', 'attributes', 'relationships', 'project'] as const;
export type ExportType = (typeof exportTypes)[number];
export const exportFormats = ['json', 'csv', 'xlsx', 'png', 'svg', 'md'] as const;
export type ExportFormat = (typeof exportFormats)[number];
export const exportStatuses = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;

/** One file that was asked for. Stays on the device, as the file does. */
export const exportJobEntity = defineEntity('exportJob', {
  scope: 'device',
  fields: {
    workspaceId: reference('workspace', { merge: 'fixed' }),
    projectId: reference('project', { merge: 'fixed' }),
    requestedBy: reference('user', { merge: 'fixed' }),
    exportType: choice(exportTypes, { merge: 'fixed' }),
    format: choice(exportFormats, { merge: 'fixed' }),
    status: choice(exportStatuses),
    parameters: json(z.record(z.string(), z.json()), { merge: 'fixed' }),
    progressPercent: integer({ min: 0, max: 100 }),
    completedAt: optional(instant()),
    filePath: optional(text({ max: 4096 })),
    errorMessage: optional(text({ max: 10_000 })),
  },
  indexes: [['projectId', 'createdAt'], ['status']],
  // A job goes with its file, which only the exchange's own call knows of.
  permissions: readAndWrite,
});
export type ExportJobRecord = RecordOf<typeof exportJobEntity>;
