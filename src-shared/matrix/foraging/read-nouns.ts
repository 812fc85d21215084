/*
 * Reads a text for its nouns, in pieces that end with a line: a long one shows its progress, and after an edit only the pieces that
 * changed are read again.
 */
import { frequentWords, isEnglish } from './guess-english.ts';
import { indexNouns, matchNouns } from './match-nouns.ts';
import type { NounRun } from './match-nouns.ts';
import { listWords, nounName } from './noun-words.ts';
import type { Word } from './noun-words.ts';

import { tagNouns } from './tag-nouns.ts';

type Piece = { readonly text: string; readonly words: readonly Word[]; readonly runs: readonly NounRun[] };

export type Reading = {
  readonly isEnglish: boolean;
  readonly pieces: readonly Piece[];
  /** The pieces by their text, for the next reading. */
  readonly known: ReadonlyMap<string, Piece>;
};

/** Long enough that a sentence is rarely cut, short enough to be read between two frames. */
const pieceChars = 4000;
const pieceCharsMax = 10_000;

/** Yields how many characters are read, and returns the reading. `before` is the reading of an earlier state of the same text. */
export function* readNouns(body: string, before?: Reading): Generator<number, Reading> {
  const english = isEnglish(body, listWords(body.slice(0, pieceCharsMax * 2)));
  const isKept = before?.isEnglish === english;
  const pieces: Piece[] = [];
  let readChars = 0;
  for (const text of cutText(body)) {
    const kept = isKept ? before.known.get(text) : undefined;
    pieces.push(kept ?? readPiece(text, english));
    readChars += text.length;
    if (kept === undefined) yield readChars;
  }
  return { isEnglish: english, pieces: english ? pieces : withFrequent(pieces), known: byText(pieces) };
}

function byText(pieces: readonly Piece[]): ReadonlyMap<string, Piece> {
  return new Map(pieces.map((piece) => [piece.text, piece]));
}

function readPiece(text: string, english: boolean): Piece {
  const words = listWords(text);
  return { text, words, runs: english ? tagNouns(text, words) : [] };
}

/** What is frequent is so in the whole text. */
function withFrequent(pieces: readonly Piece[]): readonly Piece[] {
  const all: Word[] = [];
  let offset = 0;
  for (const { text, words } of pieces) {
    for (const word of words) all.push({ ...word, start: word.start + offset, end: word.end + offset });
    offset += text.length;
  }
  const firsts = new Set(frequentWords(pieces.map(({ text }) => text).join(''), all).map(({ first }) => first));
  let passed = 0;
  return pieces.map((piece) => {
    const from = passed;
    passed += piece.words.length;
    const runs = piece.words.flatMap((_word, first) => (firsts.has(from + first) ? [{ first, count: 1 }] : []));
    return { ...piece, runs };
  });
}

/** The text in pieces that make it up again: each ends with a line where it can, else with a sentence, else with a word. */
export function* cutText(body: string): Generator<string> {
  let from = 0;
  while (from < body.length) {
    const end = body.length - from <= pieceChars ? body.length : endOfPiece(body, from);
    yield body.slice(from, end);
    from = end;
  }
}

function endOfPiece(body: string, from: number): number {
  const window = body.slice(from + pieceChars, from + pieceCharsMax);
  for (const border of [/\n/u, /[.!?…。]\s/u, /\s/u]) {
    const found = border.exec(window);
    if (found !== null) return from + pieceChars + found.index + found[0].length;
  }
  const end = Math.min(body.length, from + pieceCharsMax);
  // A pair of surrogates stays together.
  return /[\uD800-\uDBFF]/u.test(body.charAt(end - 1)) && end < body.length ? end - 1 : end;
}

/** Where the nouns of one text stand, in its order: mention i is noun `nouns[nounIndexes[i]]` at [starts[i], ends[i]). */
export type TextMentions = {
  readonly isEnglish: boolean;
  readonly nouns: readonly MentionedNoun[];
  readonly nounIndexes: Uint32Array<ArrayBuffer>;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
};
export type MentionedNoun = {
  readonly key: string;
  /** As it is called where it comes most often, in the singular. */
  readonly name: string;
  readonly count: number;
  readonly firstStart: number;
};

/** `knownKeys` are the nouns of the model, which count wherever they stand. */
export function mentionsIn(reading: Reading, knownKeys: readonly string[]): TextMentions {
  const known = indexNouns([...knownKeys, ...compoundsOf(reading)]);
  const places: { index: number; start: number; end: number }[] = [];
  const nouns = new Map<string, { index: number; count: number; firstStart: number; forms: Map<string, number> }>();
  let offset = 0;
  for (const { text, words, runs } of reading.pieces) {
    for (const { start, end, key } of matchNouns(words, runs, known)) {
      const noun = nouns.get(key) ?? { index: nouns.size, count: 0, firstStart: offset + start, forms: new Map() };
      nouns.set(key, noun);
      noun.count += 1;
      countForm(noun.forms, reading.isEnglish ? withinSentence(text, start, end) : text.slice(start, end));
      places.push({ index: noun.index, start: offset + start, end: offset + end });
    }
    offset += text.length;
  }
  return {
    isEnglish: reading.isEnglish,
    nouns: [...nouns].map(([key, { count, firstStart, forms }]) => {
      const form = usualForm(forms);
      return { key, name: reading.isEnglish ? nounName(form) : form, count, firstStart };
    }),
    nounIndexes: Uint32Array.from(places, ({ index }) => index),
    starts: Uint32Array.from(places, ({ start }) => start),
    ends: Uint32Array.from(places, ({ end }) => end),
  };
}

/** Of several words: found once as a noun they are one everywhere, also where the tagger takes "account" for a verb. */
function* compoundsOf({ pieces }: Reading): Generator<string> {
  for (const { words, runs } of pieces) {
    for (const { first, count } of runs) {
      if (count > 1)
        yield words
          .slice(first, first + count)
          .map(({ folded }) => folded)
          .join(' ');
    }
  }
}

/** Ways to write one noun that are counted; more differ in nothing that matters. */
const formsMax = 16;

function countForm(forms: Map<string, number>, form: string): void {
  const count = forms.get(form);
  if (count !== undefined || forms.size < formsMax) forms.set(form, (count ?? 0) + 1);
}

/** As it would stand in the middle of a sentence: "Parents set a limit" speaks of parents. */
function withinSentence(text: string, start: number, end: number): string {
  const form = text.slice(start, end);
  const isFirst = start === 0 || /[\n.!?:…]["'“”‘’(\s]*$/u.test(text.slice(Math.max(0, start - 6), start));
  return isFirst && /^\p{Lu}\p{Ll}/u.test(form) ? form.charAt(0).toLowerCase() + form.slice(1) : form;
}

/** The one that comes most often; of equals the one without a capital, which only begins a sentence. */
function usualForm(forms: ReadonlyMap<string, number>): string {
  const sorted = [...forms].toSorted(
    ([left, leftCount], [right, rightCount]) =>
      rightCount - leftCount || Number(startsUpper(left)) - Number(startsUpper(right)),
  );
  return sorted[0]?.[0] ?? '';
}

function startsUpper(form: string): boolean {
  return /^\p{Lu}/u.test(form);
}
