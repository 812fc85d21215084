import type { ConnectionState } from '#shared/access/connection-api.ts';

import { useWatch } from '../live/use-records.ts';
import { client } from '../rpc/client.ts';

/** How the open account stands with its server; undefined until the core has told. */
export function useConnection(): ConnectionState | undefined {
  return useWatch('connection', (signal) => client.connections.watch(undefined, { signal }));
}
