/*
 * The SHA-256 of what is being sent, taken as its chunks come in their order, so that the end of a transfer need not read all of it
 * once more. It counts only while nothing else has happened to those bytes: each chunk that is written gives its blob another
 * revision, made by chance, also where another server process has written it, and one that was taken back is nowhere.
 */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';

export type RunningHashes = {
  /** A chunk has been written, which has given the blob another revision. */
  readonly note: (
    blobId: string,
    chunk: { readonly number: number; readonly before: string; readonly after: string; readonly bytes: Uint8Array },
  ) => void;
  /** Of so many chunks, as they were at that revision; undefined where it is not known. */
  readonly take: (blobId: string, at: { readonly chunks: number; readonly revision: string }) => string | undefined;
};

/** Transfers at once; those that were noted longest ago are forgotten, and read once more at their end. */
const runningMax = 500;

export function createRunningHashes(): RunningHashes {
  const running = new Map<string, { readonly hash: Hash; readonly next: number; readonly revision: string }>();
  return {
    note: (blobId, { number, before, after, bytes }) => {
      const known = running.get(blobId);
      running.delete(blobId);
      const isNext = known !== undefined && known.next === number && known.revision === before;
      if (!isNext && number !== 0) return;
      const hash = isNext ? known.hash : createHash('sha256');
      running.set(blobId, { hash: hash.update(bytes), next: number + 1, revision: after });
      if (running.size <= runningMax) return;
      const [oldest] = running.keys();
      if (oldest !== undefined) running.delete(oldest);
    },
    take: (blobId, { chunks, revision }) => {
      const known = running.get(blobId);
      running.delete(blobId);
      return known?.next === chunks && known.revision === revision ? known.hash.digest('hex') : undefined;
    },
  };
}
