import nlp from 'compromise/two';

import type { NounRun } from './match-nouns.ts';
import { nounWordsMax } from './noun-words.ts';
import type { Word } from './noun-words.ts';

/** Nouns by their part of speech, but no things of a domain. */
const notThings = ['Pronoun', 'Date', 'Time', 'Duration', 'Value', 'Url', 'Email', 'AtMention', 'HashTag', 'Emoji'];

type Term = {
  readonly text: string;
  readonly pre: string;
  readonly post: string;
  readonly tags?: ReadonlySet<string>;
};

/**
 * The nouns of an English text, as runs of its words: neighbouring nouns are one ("account holder"), a possessive ends one.
 *
 * Cost:   about 3.6 µs a character (2,000,000 in 7 s on one of two shared processors, 2026-11), so texts are read in pieces.
 */
export function tagNouns(text: string, words: readonly Word[]): readonly NounRun[] {
  const runs: { first: number; count: number }[] = [];
  let at = 0;
  let wordIndex = 0;
  let isOpen = false;
  for (const term of listTerms(text)) {
    const start = at + term.pre.length;
    const end = start + term.text.length;
    at = end + term.post.length;
    const first = wordIndex;
    while ((words[wordIndex]?.start ?? Infinity) < end) wordIndex += 1;
    const count = wordIndex - first;
    if (count === 0) continue; // A dash, or the second half of a contraction.
    const isThing = isNoun(term) && (words[first]?.start ?? 0) >= start;
    const last = runs.at(-1);
    const follows = words[first]?.follows ?? false;
    if (isThing && isOpen && follows && last !== undefined && last.count + count <= nounWordsMax) last.count += count;
    else if (isThing) runs.push({ first, count });
    isOpen = isThing && term.tags?.has('Possessive') !== true;
  }
  return runs;
}

function listTerms(text: string): readonly Term[] {
  // What the library keeps of a text: sentences, each a list of terms with what stands before and behind them. Its types leave it open.
  const { docs } = nlp(text) as unknown as { readonly docs: readonly (readonly Term[])[] };
  return docs.flat();
}

function isNoun({ tags, text }: Term): boolean {
  if (tags?.has('Noun') !== true || notThings.some((tag) => tags.has(tag))) return false;
  // Words in other scripts it takes for nouns because it does not know them.
  return /\p{Script=Latin}{2}/u.test(text);
}
