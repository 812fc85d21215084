import { entities } from '#shared/features.ts';
import { workspacePermissions } from '#shared/workspaces/workspace-access.ts';
import type { SecuritySchema } from './db/row-rules.ts';

/** What the database is told of the features: it knows none by itself. */
export const serverSchema: SecuritySchema = { entities, workspacePermissions };
