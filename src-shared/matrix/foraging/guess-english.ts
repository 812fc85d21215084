/*
 * The tagger knows English only. What is in another language falls back to the words that come often or, within a sentence, with a
 * capital; function words of the languages that are most likely here are left out.
 */
import type { NounRun } from './match-nouns.ts';
import type { Word } from './noun-words.ts';

const functionWords = {
  english:
    'the of and to that is for it with as be this are or by not from have they we you he she but which their has will can ' +
    'what when there who so if would them our your its at on do i my',
  other:
    'der die das und ist nicht ein eine einen einem einer den dem des mit auf für von zu im sich auch wird werden wir sie ihr ' +
    'ich kann dass oder aber wenn haben hat sind nach bei aus am als wie noch nur ' +
    'le la les des et est un une du que qui dans pour pas sur au avec il elle nous vous ce cette sont par plus ne se leur ses ' +
    'el los las y en una es por con para del al se lo como más pero su sus ' +
    'il di che è per non sono si dei della con gli nel anche alla ' +
    'de het een van en niet met voor zijn op aan er ook maar bij naar uit dat ' +
    'o a os as do da em um uma não com no na dos das ser foi também ' +
    'och att det som en på är av för inte med den till har',
} as const;

const english = new Set(functionWords.english.split(' '));
const other = new Set(functionWords.other.split(' ').filter((word) => !english.has(word)));

/** As many words as tell a language from another. */
const sampleMax = 20_000;

export function isEnglish(text: string, words: readonly Word[]): boolean {
  const letters = text.slice(0, sampleMax).match(/\p{L}/gu) ?? [];
  const latin = letters.filter((letter) => /\p{Script=Latin}/u.test(letter)).length;
  if (letters.length > 0 && latin / letters.length < 0.7) return false;
  let englishCount = 0;
  let otherCount = 0;
  for (const { start, end } of words.slice(0, sampleMax)) {
    const word = text.slice(start, end).toLowerCase();
    if (english.has(word)) englishCount += 1;
    else if (other.has(word)) otherCount += 1;
  }
  // A list of names in no sentence has neither, and is read as English.
  return englishCount >= otherCount;
}

const charsMin = 3;
/** In German every noun has a capital; where one word in eight within sentences has one, only those count. */
const capitalShareMin = 0.125;

/** Single words that may be nouns, by how often they come and by their capitals. `words` is all of one text. */
export function frequentWords(text: string, words: readonly Word[]): readonly NounRun[] {
  const counts = new Map<string, { all: number; capital: number }>();
  const capitals = words.map((word) => isCapital(text, word));
  const within = words.filter(({ follows }) => follows).length;
  const isByCapital = within > 0 && capitals.filter(Boolean).length / within >= capitalShareMin;
  for (const [index, { folded }] of words.entries()) {
    const count = counts.get(folded) ?? { all: 0, capital: 0 };
    count.all += 1;
    if (capitals[index] === true) count.capital += 1;
    counts.set(folded, count);
  }
  return words.flatMap((word, first) => {
    const { all = 0, capital = 0 } = counts.get(word.folded) ?? {};
    const isLikely = isByCapital ? capital > 0 : capital > 0 || all > 1;
    return isLikely && isWorth(text, word) ? [{ first, count: 1 }] : [];
  });
}

/** A capital at the beginning of a sentence says nothing. */
function isCapital(text: string, { start, follows }: Word): boolean {
  return follows && /\p{Lu}/u.test(text.charAt(start));
}

function isWorth(text: string, { start, end }: Word): boolean {
  const word = text.slice(start, end).toLowerCase();
  if (!/^\p{L}/u.test(word) || other.has(word) || english.has(word)) return false;
  return word.length >= charsMin || /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2}/u.test(word);
}
