/*
 * Where nouns stand in a text: those that a tagger proposes, and those that the model knows already, by name or synonym. Where
 * they overlap the longest wins, and of equally long ones the known one: "account holder" is no mention of Account.
 */
import type { Word } from './noun-words.ts';
import { nounWordsMax } from './noun-words.ts';

/** Words [first, first + count) that a tagger takes for a noun. */
export type NounRun = { readonly first: number; readonly count: number };

export type Mention = { readonly start: number; readonly end: number; readonly key: string };

/** Known nouns by their first word, the longest first. */
export type KnownNouns = ReadonlyMap<string, readonly (readonly string[])[]>;

export function indexNouns(keys: Iterable<string>): KnownNouns {
  const byFirst = new Map<string, string[][]>();
  for (const key of new Set(keys)) {
    const words = key.split(' ').slice(0, nounWordsMax);
    const [first] = words;
    if (first === undefined || first === '') continue;
    const list = byFirst.get(first);
    if (list === undefined) byFirst.set(first, [words]);
    else list.push(words);
  }
  for (const list of byFirst.values()) list.sort((left, right) => right.length - left.length);
  return byFirst;
}

/** In the order of the text, none overlapping another. `runs` are in that order too. */
export function matchNouns(words: readonly Word[], runs: readonly NounRun[], known: KnownNouns): readonly Mention[] {
  const mentions: Mention[] = [];
  let runIndex = 0;
  let index = 0;
  while (index < words.length) {
    while ((runs[runIndex]?.first ?? words.length) < index) runIndex += 1;
    const run = runs[runIndex];
    const runCount = run?.first === index ? Math.min(run.count, words.length - index) : 0;
    const count = Math.max(runCount, knownCount(words, index, known));
    if (count > 0) mentions.push(mentionOf(words.slice(index, index + count)));
    index += Math.max(1, count);
  }
  return mentions;
}

function knownCount(words: readonly Word[], index: number, known: KnownNouns): number {
  const candidates = known.get(words[index]?.folded ?? '') ?? [];
  const found = candidates.find((candidate) =>
    candidate.every((folded, offset) => {
      const word = words[index + offset];
      return word?.folded === folded && (offset === 0 || word.follows);
    }),
  );
  return found?.length ?? 0;
}

function mentionOf(words: readonly Word[]): Mention {
  return {
    start: words[0]?.start ?? 0,
    end: words.at(-1)?.end ?? 0,
    key: words.map(({ folded }) => folded).join(' '),
  };
}
