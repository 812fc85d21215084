/*
 * What the server processes tell one another, so that connected clients hear it at once (live-watch.ts).
 */

/** `SESSION_ID REASON` of each that was ended. */
export const sessionChannel = 'session_ended';
/** `USER_ID` whose rights changed, or `* TENANT_ID` for everybody of a tenant (a role was changed). */
export const rightsChannel = 'rights_changed';
/** `TENANT_ID` that has events which are not in its chain: told to the chainer. */
export const auditChannel = 'audit_written';
/** `TENANT_ID`. */
export const tenantChannel = 'tenant_changed';
/** What `change-announcement.ts` writes: that changes of a tenant were accepted. */
export const changesChannel = 'changes_accepted';
/** What `presence-messages.ts` writes: where a device's windows are, or that it has gone. */
export const presenceChannel = 'presence_told';
