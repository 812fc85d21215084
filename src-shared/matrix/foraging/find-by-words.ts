/*
 * Finds objects by a few typed letters: a beginning counts more than a part, a part more than letters in their order; and where
 * nothing is typed, those whose names share most with another name come first.
 */
import type { ObjectRecord } from '../object-entities.ts';

type Findable = Pick<ObjectRecord, 'name' | 'synonyms'>;

/** The best first; where nothing tells two apart they stay in their order. */
export function findByWords<T extends Findable>(objects: readonly T[], words: string, likeName = ''): readonly T[] {
  const wanted = words.trim().toLowerCase();
  const scored = objects.map((object) => {
    const names = [object.name, ...object.synonyms].map((name) => name.toLowerCase());
    const scores = names.map((name) =>
      wanted === '' ? likeness(name, likeName.toLowerCase()) : matchScore(name, wanted),
    );
    return { object, score: Math.max(...scores) };
  });
  return scored
    .filter(({ score }) => wanted === '' || score > 0)
    .toSorted((left, right) => right.score - left.score)
    .map(({ object }) => object);
}

/** 0 for no match. */
export function matchScore(name: string, wanted: string): number {
  if (name === wanted) return 5;
  if (name.startsWith(wanted)) return 4;
  if (name.includes(` ${wanted}`)) return 3;
  if (name.includes(wanted)) return 2;
  return hasInOrder(name, wanted) ? 1 : 0;
}

function hasInOrder(name: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = name.indexOf(letter, at);
    if (at === -1) return false;
    at += letter.length;
  }
  return true;
}

/** How many pairs of letters two names share, from 0 to 1. Source: Dice's coefficient. */
function likeness(left: string, right: string): number {
  const leftPairs = pairsOf(left);
  const rightPairs = pairsOf(right);
  if (leftPairs.size === 0 || rightPairs.size === 0) return 0;
  const shared = [...leftPairs].filter((pair) => rightPairs.has(pair)).length;
  return (2 * shared) / (leftPairs.size + rightPairs.size);
}

function pairsOf(name: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, name.length - 1) }, (_, index) => name.slice(index, index + 2)));
}
