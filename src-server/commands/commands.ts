import type { Command } from './command.ts';
import {
  backupCommand,
  migrateCommand,
  restoreCommand,
  rollbackCommand,
  rotateKeysCommand,
} from './database-commands.ts';
import { replaceKeysCommand } from './replace-keys-command.ts';
import { tenantsCommand } from './tenant-commands.ts';
import { rolesCommand } from './role-command.ts';
import { usersCommand } from './user-commands.ts';
import { verifyAuditCommand } from './verify-audit-command.ts';

/** Every command of the server, in the order of the help. A newcomer is one line. */
export const commands: readonly Command[] = [
  tenantsCommand,
  usersCommand,
  rolesCommand,
  backupCommand,
  restoreCommand,
  migrateCommand,
  rollbackCommand,
  verifyAuditCommand,
  rotateKeysCommand,
  replaceKeysCommand,
];
