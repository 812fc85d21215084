import { entities } from '#shared/features.ts';
import { workspacePermissions } from '#shared/workspaces/workspace-access.ts';
import type { SealedText } from './db/rotate-seals.ts';
import type { SecuritySchema } from './db/row-rules.ts';

/** What the database is told of the features: it knows none by itself. */
export const serverSchema: SecuritySchema = { entities, workspacePermissions };

/** What is sealed by whoever writes it: a mail may hold a link, an answer a token. */
export const sealedTexts: readonly SealedText[] = [
  { table: 'mails', column: 'sealed_text' },
  { table: 'idempotency_keys', column: 'answer' },
];
