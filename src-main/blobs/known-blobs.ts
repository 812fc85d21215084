/* What is known of the bytes that records name: whether they are here, and how they stand at the server, once it has said so. */
import { lookedAtMax } from '#shared/blobs/blob-chunks.ts';
import type { NamedBlob } from '#shared/blobs/blob-server-api.ts';

import type { Store } from '../store/store.ts';
import type { BlobFailure, BlobServer } from './blob-server.ts';
import type { NamedBlobsIndex } from './named-blobs-index.ts';
import type { KnownBlob } from './transfer-states.ts';

export type KnownBlobs = {
  readonly get: (sha256: string) => KnownBlob | undefined;
  readonly set: (sha256: string, one: KnownBlob) => void;
  readonly delete: (sha256: string) => void;
  /** The server knows of a record when it has answered what made it. */
  readonly isAcknowledged: (name: NamedBlob) => boolean;
  readonly forgetAnswers: (isMeant: (one: KnownBlob) => boolean) => void;
  /** Asks of everything of which the server has not said yet how it stands; resolves with what kept it from answering. */
  readonly look: () => Promise<BlobFailure | undefined>;
};

type KnownDeps = {
  readonly store: Pick<Store, 'sync'>;
  readonly server: Pick<BlobServer, 'look'>;
  readonly listNamed: NamedBlobsIndex['list'];
  readonly mayAsk: () => boolean;
  readonly onAnswer: () => void;
  readonly signal: AbortSignal;
};

export function createKnownBlobs({ store, server, listNamed, mayAsk, onAnswer, signal }: KnownDeps): KnownBlobs {
  const known = new Map<string, KnownBlob>();
  let epoch = store.sync.cursor()?.epoch;

  function isAcknowledged({ entity, recordId }: NamedBlob): boolean {
    return !store.sync.listWaitingOf(entity, recordId).some(({ before }) => before === null);
  }

  function forgetAnswers(isMeant: (one: KnownBlob) => boolean): void {
    for (const [sha256, one] of known) if (isMeant(one)) known.set(sha256, { ...one, server: { kind: 'unasked' } });
  }

  function nextToAsk(): readonly NamedBlob[] {
    const asked: NamedBlob[] = [];
    for (const { sha256, names } of listNamed()) {
      if (known.get(sha256)?.server.kind !== 'unasked') continue;
      const name = names.find(isAcknowledged);
      if (name !== undefined) asked.push(name);
      if (asked.length >= lookedAtMax) break;
    }
    return asked;
  }

  return {
    get: (sha256) => known.get(sha256),
    set: (sha256, one) => void known.set(sha256, one),
    delete: (sha256) => void known.delete(sha256),
    isAcknowledged,
    forgetAnswers,
    look: async () => {
      const now = store.sync.cursor()?.epoch;
      // A server that was set back may not have any more what it had.
      if (now !== epoch) forgetAnswers(() => true);
      epoch = now;
      while (mayAsk()) {
        const asked = nextToAsk();
        if (asked.length === 0) return undefined;
        // oxlint-disable-next-line no-await-in-loop -- One question at a time.
        const answer = await server.look(asked, signal);
        if (!answer.ok) return answer.failure;
        for (const [place, state] of answer.value.entries()) {
          const blob = asked[place];
          const before = blob === undefined ? undefined : known.get(blob.sha256);
          if (blob !== undefined && before !== undefined)
            known.set(blob.sha256, { ...before, server: { ...state, blob } });
        }
        onAnswer();
      }
      return undefined;
    },
  };
}
