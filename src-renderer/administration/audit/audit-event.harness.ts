import type { AuditEventView } from '#shared/audit/audit-server-api.ts';

/** An event as the server tells it, of nothing in particular. */
export const testEvent: AuditEventView = {
  id: 'e1',
  number: 1,
  hash: null,
  timestamp: 0,
  action: 'user.edited',
  resourceType: 'user',
  resourceId: null,
  userId: null,
  userName: null,
  details: null,
  ipAddress: null,
  userAgent: null,
  isErased: false,
};
