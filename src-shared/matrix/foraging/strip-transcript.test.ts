import { expect, test } from 'vitest';

import { isTranscript, stripTranscript } from './strip-transcript.ts';

test('of a WebVTT file only what was said stays, a line for each speaker', () => {
  const file = `\uFEFFWEBVTT - Interview\r
Kind: captions\r
\r
NOTE\r
not said\r
\r
STYLE\r
::cue { color: red }\r
\r
intro\r
00:00:01.000 --> 00:00:04.000 align:start\r
<v.loud Ana Rivera>I keep all my <b>profiles</b></v>\r
\r
00:04.000 --> 00:06.000\r
<v.loud Ana Rivera>in one account &amp; share it.</v>\r
\r
00:06.000 --> 00:08.000\r
<v Ben>Who pays?</v>`;
  expect(stripTranscript(file)).toBe('I keep all my profiles in one account & share it.\nWho pays?');
});

test('of a SubRip file numbers, times, speakers and markup go', () => {
  const file = `1
00:00:01,000 --> 00:00:02,500
ANA: {\\an8}<i>The plan</i> has

2
00:00:02,500 --> 00:00:04,000
three tiers.

3
00:00:04,000 --> 00:00:05,000
- Interviewer 2: Note: which ones?
`;
  expect(stripTranscript(file)).toBe('The plan has three tiers.\nNote: which ones?');
});

test('what is no transcript leaves nothing', () => {
  expect(stripTranscript('Just a text\n\nwithout times')).toBe('');
});

test('transcripts are known by the ending of their name', () => {
  expect(['a.vtt', 'b.SRT', 'c.txt'].map(isTranscript)).toEqual([true, true, false]);
});
