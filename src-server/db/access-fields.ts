/**
 * What `triptych_access` reads, of every tenant: what finding out who asks, and which workspaces and projects they reach, takes.
 * By the entity's name; a test sees to it that each is a field.
 */
export const accessFields: { readonly [entity: string]: readonly string[] | undefined } = {
  tenant: ['id', 'name', 'slug', 'status', 'deletedAt'],
  user: ['id', 'tenantId', 'email', 'name', 'role', 'status', 'passwordHash', 'activeTokenId', 'isSystem', 'deletedAt'],
  role: ['id', 'tenantId', 'name', 'permissions', 'deletedAt'],
  userRole: ['id', 'tenantId', 'userId', 'roleId', 'assignedAt', 'deletedAt'],
  identity: ['id', 'tenantId', 'userId', 'provider', 'subject', 'deletedAt'],
  session: [
    'id',
    'tenantId',
    'userId',
    'deviceId',
    'secretHash',
    'expiresAt',
    'lastSeenAt',
    'homeTenantId',
    'endedAt',
    'endReason',
    'createdAt',
    'deletedAt',
  ],
  apiToken: ['id', 'tenantId', 'userId', 'name', 'scopes', 'secretHash', 'expiresAt', 'lastUsedAt', 'deletedAt'],
  invitation: [
    'id',
    'tenantId',
    'email',
    'name',
    'roleIds',
    'invitedBy',
    'secretHash',
    'expiresAt',
    'acceptedAt',
    'deletedAt',
  ],
  passwordReset: ['id', 'tenantId', 'userId', 'secretHash', 'expiresAt', 'usedAt', 'deletedAt'],
  workspace: ['id', 'tenantId', 'ownerId', 'deletedAt'],
  workspaceMember: ['tenantId', 'workspaceId', 'userId', 'role', 'deletedAt'],
  project: ['id', 'tenantId', 'workspaceId', 'ownerId', 'deletedAt'],
  projectMembership: ['tenantId', 'projectId', 'userId', 'role', 'permissions', 'deletedAt'],
};
