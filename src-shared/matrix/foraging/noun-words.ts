/*
 * The words of a text and of a name, folded so that they can be compared: lower case, no possessive, singular. A noun is known by
 * its key, its folded words with spaces between them: "Account-holders’" and "account holder" are one noun.
 */
import { singular } from './singular.ts';

export type Word = {
  /** Where it is in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly folded: string;
  /** Whether only spaces or hyphens stand between it and the word before it. */
  readonly follows: boolean;
};

/** More words than any noun has. */
export const nounWordsMax = 8;

// Letters and digits, an apostrophe only within; a picture is a word, so that a name of emoji can be found too.
const wordPattern =
  /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*|\p{Extended_Pictographic}[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{M}\u200D]*/gu;
/** Scripts that are written without spaces between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;
const joint = /^[\s\-‐‑–_/]*$/u;

export function listWords(text: string): readonly Word[] {
  const places = unspaced.test(text) ? placesBySegmenter(text) : placesByPattern(text);
  let before = 0;
  return places.map(([start, end], index) => {
    const gap = text.slice(before, start);
    before = end;
    return { start, end, folded: foldWord(text.slice(start, end)), follows: index > 0 && joint.test(gap) };
  });
}

type Place = readonly [start: number, end: number];

function placesByPattern(text: string): readonly Place[] {
  return [...text.matchAll(wordPattern)].map(({ index, 0: found }) => [index, index + found.length]);
}

let segmenter: Intl.Segmenter | undefined; // Made when first needed: it loads dictionaries.

function placesBySegmenter(text: string): readonly Place[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  return [...segmenter.segment(text)]
    .filter(({ isWordLike, segment }) => isWordLike === true || /\p{Extended_Pictographic}/u.test(segment))
    .map(({ index, segment }) => [index, index + segment.length]);
}

export function foldWord(word: string): string {
  const lower = word
    .normalize('NFC')
    .toLowerCase()
    .replace(/['’]s$/u, '')
    .replaceAll('’', "'");
  return singular(lower);
}

/** What a noun is known by. A name without any letter (dots, arrows) is known by itself. */
export function nounKey(name: string): string {
  const key = listWords(name)
    .map(({ folded }) => folded)
    .join(' ');
  return key === '' ? name.trim().toLowerCase() : key;
}

/** A noun as it stands in a text, as the name of what it means: its last word in the singular, no possessive. */
export function nounName(found: string): string {
  const spaced = found
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .replace(/['’]s?$/u, '');
  const last = listWords(spaced).at(-1);
  if (last === undefined) return spaced;
  const word = spaced.slice(last.start, last.end);
  const folded = foldWord(word);
  if (folded === word.toLowerCase()) return spaced;
  return spaced.slice(0, last.start) + inCaseOf(word, folded) + spaced.slice(last.end);
}

function inCaseOf(word: string, folded: string): string {
  const beginning = word.slice(0, folded.length);
  if (beginning.toLowerCase() === folded) return beginning;
  if (word.length > 1 && word === word.toUpperCase()) return folded.toUpperCase();
  const first = word.charAt(0);
  return first === first.toLowerCase() ? folded : folded.charAt(0).toUpperCase() + folded.slice(1);
}

/** As an object is called: its first letter a capital. */
export function titleOf(name: string): string {
  const [first = ''] = name;
  return first.toUpperCase() + name.slice(first.length);
}
