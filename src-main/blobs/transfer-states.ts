/* How bytes stand, told from what is known of them. */
import { shownFailuresMax } from '#shared/blobs/blob-api.ts';
import type { BlobState, BlobSummary } from '#shared/blobs/blob-api.ts';
import type { BlobServerState, NamedBlob } from '#shared/blobs/blob-server-api.ts';

import type { IndexedBlob } from './named-blobs-index.ts';

/** What the server has said, and of which record it was asked. */
export type ServerAnswer = { readonly kind: 'unasked' } | (BlobServerState & { readonly blob: NamedBlob });
export type KnownBlob = {
  readonly isHere: boolean;
  /** It was attached here, and the server had not heard of that when it was last looked at. */
  readonly isOwn: boolean;
  readonly server: ServerAnswer;
};

export type Seen = {
  readonly named: IndexedBlob | undefined;
  readonly known: KnownBlob | undefined;
  readonly active: { readonly kind: 'send' | 'fetch'; readonly bytesDone: number } | undefined;
  readonly problem: string | null;
  readonly isToFetch: (sha256: string, sizeBytes: number | null) => boolean;
};

export function readState(sha256: string, seen: Seen & { readonly isHere: boolean }): BlobState {
  const { known, active, isHere, problem } = seen;
  const bytesTotal = sizeOf(seen);
  const server = known?.server ?? { kind: 'unasked' };
  const state = stateOf(sha256, seen);
  return {
    sha256,
    state,
    isHere,
    isAtServer: server.kind === 'unasked' ? null : server.kind === 'whole',
    bytesDone: active?.bytesDone ?? (isHere ? (bytesTotal ?? 0) : 0),
    bytesTotal,
    problem: state === 'failed' ? problem : null,
  };
}

function sizeOf({ named, known }: Seen): number | null {
  const server = known?.server;
  return named?.sizeBytes ?? (server?.kind === 'whole' ? server.sizeBytes : null);
}

function stateOf(sha256: string, seen: Seen & { readonly isHere: boolean }): BlobState['state'] {
  const { known, active, problem, isHere } = seen;
  if (active !== undefined) return active.kind === 'send' ? 'sending' : 'fetching';
  if (problem !== null) return 'failed';
  const server = known?.server.kind ?? 'unasked';
  if (isHere) {
    const isToSend = known?.server.kind === 'missing' && known.server.maySend;
    return isToSend || (known?.isOwn === true && server === 'unasked') ? 'waiting' : 'here';
  }
  const isComing = (server === 'whole' || server === 'unasked') && seen.isToFetch(sha256, sizeOf(seen));
  return isComing ? 'waiting' : 'absent';
}

type SummaryDeps = { readonly fetchesAll: boolean; readonly titleOf: (name: NamedBlob) => string };
type Named = Seen & { readonly named: IndexedBlob };

export function readSummary(all: Iterable<Named>, { fetchesAll, titleOf }: SummaryDeps): BlobSummary {
  const toSend = { count: 0, bytes: 0 };
  const toFetch = { count: 0, bytes: 0 };
  const elsewhere = { count: 0, bytes: 0 };
  const failures: { sha256: string; title: string; problem: string }[] = [];
  let failureCount = 0;
  for (const seen of all) {
    const { named, known, problem } = seen;
    const isHere = known?.isHere === true;
    const state = stateOf(named.sha256, { ...seen, isHere });
    if (state === 'here') continue;
    const counted = isHere ? toSend : state === 'absent' ? elsewhere : toFetch;
    counted.count += 1;
    counted.bytes += Math.max(0, (sizeOf(seen) ?? 0) - (seen.active?.bytesDone ?? 0));
    if (problem === null) continue;
    failureCount += 1;
    const [name] = named.names;
    if (failures.length < shownFailuresMax && name !== undefined)
      failures.push({ sha256: named.sha256, title: titleOf(name), problem });
  }
  return { kind: 'on', toSend, toFetch, elsewhere, failures, failureCount, fetchesAll };
}
