import { expect, test } from 'vitest';

import { createRandom } from '../../bench/seeded-random.ts';
import { readLongList } from './read-long-list.ts';

const parse = (text: string): unknown => JSON.parse(text);

/** What comes of it, and what was told of the list. */
async function read(text: string, isSound: (member: unknown) => boolean = () => true) {
  const noted: { readonly list: readonly unknown[]; readonly count: number }[] = [];
  const noteSound = (list: readonly unknown[], count: number): void => void noted.push({ list, count });
  try {
    const value = await readLongList(Buffer.from(text), { name: 'changes', isSound, noteSound }, parse);
    return { value, noted };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { value: undefined, noted };
  }
}

/** A few times as long as a piece. */
const members = Array.from({ length: 3000 }, (_, index) => ({
  number: index,
  patch: { text: `ä"\\],[{}${'x'.repeat(index % 50)}\u2028`, list: [[], {}, [index, null, '\\"']] },
}));

test('a long list is read as JSON has it, wherever it stands and whatever is written in it', async () => {
  const whole = { fence: 'changes', after: { changes: 1, 'a"b': [2] }, changes: members, last: ['changes', '\\'] };
  expect((await read(JSON.stringify(whole))).value).toEqual(whole);
  expect((await read(JSON.stringify(whole, null, 2))).value).toEqual(whole);
  for (const changes of [[], [[]], [''], [1, 2], ['changes'], members.map(({ number }) => number)])
    expect((await read(JSON.stringify({ changes }))).value).toEqual({ changes });
  expect((await read('\t{ "changes" :\n[ ] }')).value).toEqual({ changes: [] });
});

test('of texts that are like JSON those are read that are JSON, and as it has them', async () => {
  const random = createRandom(7);
  const whole = JSON.stringify({ after: { a: 1 }, changes: members.slice(0, 600), fence: 'f' });
  const signs = ['"', '\\', '[', ']', '{', '}', ',', ':', ' ', '1', '"changes":[', ''];
  let readCount = 0;
  for (let round = 0; round < 300; round += 1) {
    const at = Math.floor(random() * whole.length);
    const sign = signs[Math.floor(random() * signs.length)] ?? '';
    const changed = whole.slice(0, at) + sign + whole.slice(at + Math.floor(random() * 3));
    const { value } = await read(changed);
    if (value === undefined) continue;
    readCount += 1;
    expect(value).toEqual(parse(changed));
  }
  expect(readCount).toBeGreaterThan(10);
});

test.each([
  ['a comma too much', '{"changes":[1,]}'],
  ['a comma before', '{"changes":[,1]}'],
  ['a comma alone', '{"changes":[,]}'],
  ['a comma too much behind much', `{"changes":[${'1,'.repeat(100_000)}]}`],
  ['blanks for a member', `{"changes":[${' '.repeat(100_000)},1]}`],
  ['the wrong end', '{"changes":[1}}'],
  ['no end', '{"changes":[1'],
  ['an end of text too few', '{"changes":["1]}'],
  ['two lists', '{"changes":[1],"changes":[2]}'],
  ['a second list of the same name, written otherwise', String.raw`{"changes":[1],"\u0063hanges":[2]}`],
  ['no list', '{"changes":{}}'],
  ['a list alone', '["changes",[1]]'],
  ['something behind', '{"changes":[1]} 2'],
  ['much beside it', `{"changes":[1],"after":"${'x'.repeat(100_000)}"}`],
  ['much before it', `{"after":"${'x'.repeat(100_000)}","changes":[1]}`],
])('%s is not read', async (_, text) => {
  expect(await read(text)).toEqual({ value: undefined, noted: [] });
});

test('it is told how many of the first members are sound, and others have their turn before the last one is read', async () => {
  let turns = 0;
  const count = setInterval(() => (turns += 1), 0);
  const { value, noted } = await read(JSON.stringify({ changes: members }), (member) => member !== undefined);
  clearInterval(count);
  expect(noted).toEqual([{ list: members, count: members.length }]);
  expect(noted[0]?.list).toBe((value as { readonly changes: unknown }).changes);
  expect(turns).toBeGreaterThan(2);

  const wrong = await read(
    JSON.stringify({ changes: members }),
    (member) => (member as { readonly number: number }).number !== 100,
  );
  expect(wrong.noted.map(({ count: sound }) => sound)).toEqual([100]);
});
