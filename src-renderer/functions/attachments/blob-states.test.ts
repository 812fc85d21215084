import { expect, test } from 'vitest';

import { blobSentence } from './blob-states.ts';
import type { BlobState } from './blob-states.ts';

const state = (given: Partial<BlobState>): BlobState => ({
  sha256: 'a'.repeat(64),
  state: 'here',
  isHere: true,
  isAtServer: true,
  bytesDone: 0,
  bytesTotal: 200,
  problem: null,
  ...given,
});

test.each<[Partial<BlobState>, string | null]>([
  [{}, null],
  [{ state: 'sending', isAtServer: false, bytesDone: 81 }, 'Sending 40 %'],
  [{ state: 'fetching', isHere: false, bytesDone: 81 }, 'Fetching 40 %'],
  [{ state: 'fetching', isHere: false, bytesTotal: null }, 'Fetching'],
  [{ state: 'waiting', isAtServer: null }, 'Waiting to be sent'],
  [{ state: 'waiting', isHere: false }, 'Waiting to be fetched'],
  [{ state: 'absent', isHere: false, isAtServer: null }, 'Not on this device'],
  [{ state: 'absent', isHere: false, isAtServer: false }, 'Waiting for the device of Ada'],
  [{ state: 'failed', problem: 'The disk of this device is full.' }, 'Not sent: The disk of this device is full.'],
])('of %o a file says %s', (given, sentence) => {
  expect(blobSentence(state(given), 'Ada')).toBe(sentence);
});
