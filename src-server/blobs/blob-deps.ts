import type { SyncDeps } from '../sync/sync-deps.ts';

export type BlobDeps = SyncDeps & {
  /** What the records of one tenant may name together. */
  readonly tenantBytesMax: number;
};
