import type { BlobSummary } from '#shared/blobs/blob-api.ts';
import type { SyncState } from '#shared/sync/sync-api.ts';

/** Whether everything that the person reaches is here, as far as the server has been heard. */
export function isLoaded(state: SyncState): boolean {
  return (
    state.kind === 'on' && state.lastContactAt !== null && state.parts.all > 0 && state.parts.whole === state.parts.all
  );
}

/** Whether the server has answered all that was made here, and no bytes are known that it has not got. */
export function isAllAtServer(state: SyncState, files: BlobSummary): boolean {
  return (
    isLoaded(state) &&
    state.kind === 'on' &&
    state.activity === 'in-step' &&
    state.waiting === 0 &&
    files.kind === 'on' &&
    files.toSend.count === 0 &&
    files.failureCount === 0
  );
}
