import { useMemo } from 'react';

import type { ApiOutputs } from '#shared/features.ts';

import { useWatch } from '../../live/use-records.ts';
import { client } from '../../rpc/client.ts';

type States = ApiOutputs['blobs']['watch'] extends AsyncIterable<infer S> ? S : never;
export type BlobState = States[number];

/** Blobs that are watched for one list; of more, it is not shown how they stand. */
const watchedMax = 2_000;

/** How the bytes of files stand, by their SHA-256; empty until the core has told. */
export function useBlobStates(contents: readonly string[]): ReadonlyMap<string, BlobState> {
  const key = [...new Set(contents)].slice(0, watchedMax).join(' ');
  const states = useWatch(`blobs ${key}`, (signal) =>
    client.blobs.watch({ sha256s: key === '' ? [] : key.split(' ') }, { signal }),
  );
  return useMemo(() => new Map((states ?? []).map((state) => [state.sha256, state])), [states]);
}

/** What is to be said of it beside the file; null where it is here and all is well. `author` is who has added it. */
export function blobSentence(
  { state, isHere, isAtServer, bytesDone, bytesTotal, problem }: BlobState,
  author: string,
): string | null {
  const percent =
    bytesTotal === null || bytesTotal === 0 ? '' : ` ${String(Math.floor((bytesDone / bytesTotal) * 100))} %`;
  switch (state) {
    case 'here':
      return null;
    case 'sending':
      return `Sending${percent}`;
    case 'fetching':
      return `Fetching${percent}`;
    case 'waiting':
      return isHere ? 'Waiting to be sent' : 'Waiting to be fetched';
    case 'absent':
      return isAtServer === false ? `Waiting for the device of ${author}` : 'Not on this device';
    case 'failed':
      return `${isHere ? 'Not sent' : 'Not fetched'}: ${problem ?? 'it is tried again.'}`;
  }
}
