import { expect, test } from 'vitest';

import { filesSentences } from './files-texts.ts';
import type { Files } from './files-texts.ts';

const none = { count: 0, bytes: 0 };
const files = (counts: Partial<Files>): Files => ({
  kind: 'on',
  toSend: none,
  toFetch: none,
  elsewhere: none,
  failures: [],
  failureCount: 0,
  fetchesAll: false,
  ...counts,
});
const inBytes = (bytes: number): string => `${String(bytes)} B`;

test.each<[string, Partial<Files>, string[]]>([
  ['nothing', {}, ['No file waits to be sent or fetched.']],
  ['one', { toSend: { count: 1, bytes: 12 } }, ['1 file waits (12 B): 1 to be sent.']],
  [
    'both ways',
    { toSend: { count: 1, bytes: 12 }, toFetch: { count: 2, bytes: 8 } },
    ['3 files wait (20 B): 1 to be sent, 2 to be fetched.'],
  ],
  [
    'what lies elsewhere',
    { elsewhere: { count: 1_200, bytes: 5 } },
    ['No file waits to be sent or fetched.', '1,200 files are not on this device (5 B); open one to fetch it.'],
  ],
])('the files section says %s', (_what, counts, sentences) => {
  expect(filesSentences(files(counts), inBytes)).toEqual(sentences);
});
