import { firstWorkbench } from './0001-first-workbench.ts';
import { orcaProjects } from './0002-orca-projects.ts';
import { changeOrder } from './0003-change-order.ts';
import { enterpriseServer } from './0004-enterprise-server.ts';
import { changeSessions } from './0005-change-sessions.ts';
import { synchronisation } from './0006-synchronisation.ts';
import { snapshotPages } from './0007-snapshot-pages.ts';
import { attachments } from './0008-attachments.ts';
import { blobs } from './0009-blobs.ts';
import { newerAndOlder } from './0010-newer-and-older.ts';
import { auditSearch } from './0011-audit-search.ts';
import { secondFactor } from './0012-second-factor.ts';
import { blobReads } from './0013-blob-reads.ts';
import { auditLinkIndex } from './0014-audit-link-index.ts';
import type { Migration } from './migration.ts';

/** Every migration, in order. */
export const migrations: readonly Migration[] = [
  firstWorkbench,
  orcaProjects,
  changeOrder,
  enterpriseServer,
  changeSessions,
  synchronisation,
  snapshotPages,
  attachments,
  blobs,
  newerAndOlder,
  auditSearch,
  secondFactor,
  blobReads,
  auditLinkIndex,
];
