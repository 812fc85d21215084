import { builtInRoles } from '#shared/tenancy/built-in-roles.ts';

import type { Command } from './command.ts';
import { getTenantId, print, printTable, withServer } from './open-for-command.ts';

export const rolesCommand: Command = {
  name: 'roles',
  usage: 'roles [SLUG]',
  help: "Shows the built-in roles, and a tenant's own",
  wordsMax: 1,
  run: async (config, [slug]) => {
    if (slug === undefined) {
      printBuiltIn();
      return 0;
    }
    return await withServer(config, 'roles', async (opened) => {
      const tenantId = await getTenantId(opened, slug);
      const rows = await opened.database.transaction(
        { role: 'app', tenantId, userId: null, permissions: ['role:read'], mode: 'read' },
        async ({ query }) =>
          await query('SELECT name, description, permissions FROM roles WHERE deleted_at IS NULL ORDER BY name'),
      );
      printBuiltIn();
      print('');
      printTable(
        ['own role', 'permissions', 'for'],
        rows.map((row) => [
          String(row['name']),
          Array.isArray(row['permissions']) ? row['permissions'].join(' ') : '',
          String(row['description']),
        ]),
      );
      return 0;
    });
  },
};

function printBuiltIn(): void {
  printTable(
    ['role', 'permissions', 'for'],
    builtInRoles.map(({ name, permissions, description }) => [name, String(permissions.length), description]),
  );
}
