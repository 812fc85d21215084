import type { ApiOutputs } from '#shared/features.ts';
import type { SyncDetails, SyncState } from '#shared/sync/sync-api.ts';

import { useWatch } from '../live/use-records.ts';
import { client } from '../rpc/client.ts';

export type BlobSummary = ApiOutputs['blobs']['watchSummary'] extends AsyncIterable<infer S> ? S : never;

/** How the open account stands with what its server has of it; undefined until the core has told. */
export function useSyncState(): SyncState | undefined {
  return useWatch('sync', (signal) => client.sync.watch(undefined, { signal }));
}

export function useSyncDetails(): SyncDetails | undefined {
  return useWatch('sync-details', (signal) => client.sync.watchDetails(undefined, { signal }));
}

/** How the bytes of attached files stand; undefined until the core has told. */
export function useBlobSummary(): BlobSummary | undefined {
  return useWatch('blob-summary', (signal) => client.blobs.watchSummary(undefined, { signal }));
}
