import type { Migration } from './migration.ts';

/** On the server, whether an event is in its tenant's chain is found by one index. */
export const auditLinkIndex: Migration = {
  number: 14,
  name: 'audit-link-index',
  sqlite: {
    up: [],
    down: [],
  },
  postgres: {
    up: [
      `DROP INDEX audit_links_by_event_id`,
      `CREATE INDEX audit_links_by_tenant_id_event_id ON audit_links (tenant_id, event_id)`,
    ],
    down: [
      `DROP INDEX audit_links_by_tenant_id_event_id`,
      `CREATE INDEX audit_links_by_event_id ON audit_links (event_id)`,
    ],
  },
};
