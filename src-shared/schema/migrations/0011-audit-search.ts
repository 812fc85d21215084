import type { Migration } from './migration.ts';

/** On the server, what is looked for in the audit is read back in time, which is the order of the ids, from one of them on. */
export const auditSearch: Migration = {
  number: 11,
  name: 'audit-search',
  sqlite: {
    up: [],
    down: [],
  },
  postgres: {
    up: [
      `DROP INDEX audit_events_by_tenant_id_user_id`,
      `DROP INDEX audit_events_by_tenant_id_resource_id`,
      `CREATE INDEX audit_events_by_tenant_id_id ON audit_events (tenant_id, id)`,
      `CREATE INDEX audit_events_by_tenant_id_action_id ON audit_events (tenant_id, action, id)`,
      `CREATE INDEX audit_events_by_tenant_id_user_id_id ON audit_events (tenant_id, user_id, id)`,
      `CREATE INDEX audit_events_by_tenant_id_resource_id_id ON audit_events (tenant_id, resource_id, id)`,
    ],
    down: [
      `DROP INDEX audit_events_by_tenant_id_id`,
      `DROP INDEX audit_events_by_tenant_id_action_id`,
      `DROP INDEX audit_events_by_tenant_id_user_id_id`,
      `DROP INDEX audit_events_by_tenant_id_resource_id_id`,
      `CREATE INDEX audit_events_by_tenant_id_user_id ON audit_events (tenant_id, user_id)`,
      `CREATE INDEX audit_events_by_tenant_id_resource_id ON audit_events (tenant_id, resource_id)`,
    ],
  },
};
