import { ok } from '#shared/base/result.ts';
import type { blobApi, BlobState } from '#shared/blobs/blob-api.ts';

import type { HandlersOf } from '../rpc/handlers.ts';
import { watchLatest } from '../rpc/watch-latest.ts';
import type { BlobFolder } from '../store/blob-folder.ts';
import type { Transfers } from './transfers.ts';

export type BlobHandlersDeps = {
  readonly blobs: Pick<BlobFolder, 'has'>;
  /** Undefined of `personal`. */
  readonly transfers: Transfers | undefined;
};

/** A summary goes through all that is named; while much is under way, so often is enough. */
const summaryEveryMs = 400;

export function createBlobHandlers({ blobs, transfers }: BlobHandlersDeps): HandlersOf<typeof blobApi> {
  const subscribe: Transfers['subscribe'] = (onChange) => transfers?.subscribe(onChange) ?? (() => undefined);
  const stateOf = (sha256: string): BlobState => transfers?.state(sha256) ?? localState(sha256, blobs.has(sha256));
  return {
    watch: ({ sha256s }, { signal }) => ok(watchLatest({ read: () => sha256s.map(stateOf), subscribe }, signal)),
    watchSummary: (_input, { signal }) =>
      ok(
        watchLatest(
          {
            read: () => transfers?.summary() ?? { kind: 'none' as const },
            subscribe: (onChange) => sometimes(subscribe, onChange),
          },
          signal,
        ),
      ),
    fetch: ({ sha256 }) => {
      transfers?.fetch(sha256);
      return ok({});
    },
    cancel: ({ sha256 }) => {
      transfers?.cancel(sha256);
      return ok({});
    },
    setFetchesAll: ({ fetchesAll }) => {
      transfers?.setFetchesAll(fetchesAll);
      return ok({});
    },
  };
}

function localState(sha256: string, isHere: boolean): BlobState {
  const state = isHere ? 'here' : 'absent';
  return { sha256, state, isHere, isAtServer: null, bytesDone: 0, bytesTotal: null, problem: null };
}

function sometimes(subscribe: Transfers['subscribe'], onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      onChange();
    }, summaryEveryMs).unref();
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
