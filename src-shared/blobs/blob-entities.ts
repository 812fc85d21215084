import { defineEntity } from '../schema/entity.ts';
import { reference, text } from '../schema/field.ts';

/**
 * That a person has fetched the bytes that a record names: by it one event stands in the audit for each person and file, and not for
 * each of its chunks. Stays on the server. The id comes from what is said here, so that nothing is said twice.
 */
export const blobReadEntity = defineEntity('blobRead', {
  scope: 'server',
  fields: {
    userId: reference('user', { merge: 'fixed' }),
    /** Of the record. */
    entity: text({ min: 1, max: 100, merge: 'fixed' }),
    recordId: text({ min: 1, max: 255, merge: 'fixed' }),
    sha256: text({ min: 64, max: 64, merge: 'fixed' }),
  },
  indexes: [
    ['tenantId', 'userId'],
    ['tenantId', 'sha256'],
  ],
  permissions: { read: 'audit:read', write: null, own: { field: 'userId', may: 'read' } },
});
