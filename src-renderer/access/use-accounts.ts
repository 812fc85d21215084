import type { AccountList } from '#shared/access/account-api.ts';

import { useWatch } from '../live/use-records.ts';
import { client } from '../rpc/client.ts';

/** The accounts of this device; undefined until the core has told. */
export function useAccounts(): AccountList | undefined {
  return useWatch('accounts', (signal) => client.accounts.watch(undefined, { signal }));
}
