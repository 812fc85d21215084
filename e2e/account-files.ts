// A data folder as it is when a person has connected to servers: what the device knows of their accounts, without a server.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { accountIdOf } from '#shared/base/account-id.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';

export type WrittenAccount = {
  readonly tenantName: string;
  readonly userName: string;
  readonly role?: string;
  /** Everything, where it does not matter. */
  readonly permissions?: readonly string[];
  /** Makes its file one that cannot be opened. */
  readonly isDamaged?: boolean;
};

/** Writes the list of accounts, before the first start. */
export function writeAccounts(dataFolder: string, given: readonly WrittenAccount[]): void {
  const folder = join(dataFolder, 'accounts');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const accounts = given.map((account, index) => {
    const known = {
      serverAddress: 'https://triptych.example.org',
      tenantId: `0193b8c0-0000-7000-8000-0000000000${String(index + 10)}`,
      tenantName: account.tenantName,
      userId: `0193b8c0-0000-7000-8000-0000000001${String(index + 10)}`,
      userName: account.userName,
      email: `person${String(index)}@example.org`,
    };
    const id = accountIdOf(known);
    const access = { version: 1, role: account.role ?? 'admin', permissions: account.permissions ?? permissions };
    writeFileSync(join(folder, `${id}.access.json`), JSON.stringify(access));
    if (account.isDamaged === true) writeFileSync(join(folder, `${id}.sqlite`), 'This is no database.');
    return { id, ...known };
  });
  const content = { version: 1, currentId: 'personal', accounts, removingIds: [] };
  writeFileSync(join(dataFolder, 'accounts.json'), JSON.stringify(content));
}
