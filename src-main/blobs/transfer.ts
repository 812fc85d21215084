import type { Result } from '#shared/base/result.ts';
import type { NamedBlob } from '#shared/blobs/blob-server-api.ts';

import type { BlobFolder } from '../store/blob-folder.ts';
import type { TransferFailure } from './blob-failures.ts';
import type { BlobServer } from './blob-server.ts';

/** What one transfer works with, while it is under way. */
export type TransferDeps = {
  readonly server: BlobServer;
  readonly blobs: BlobFolder;
  /** Resolves when the next chunk may go: changes go first. False when this transfer is to end here, and to go on another time. */
  readonly mayGoOn: () => Promise<boolean>;
  readonly onProgress: (bytesDone: number) => void;
  readonly signal: AbortSignal;
};

export type Transferred = Result<undefined, TransferFailure>;

export type SendJob = { readonly blob: NamedBlob; readonly held: readonly (readonly [number, number])[] };
export type FetchJob = { readonly blob: NamedBlob; readonly sizeBytes: number };
