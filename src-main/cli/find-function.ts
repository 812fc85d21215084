import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';

/** What a person may mean: a function under its shown name, in its workspace and folder. */
export type Named<T> = { readonly workspace: string; readonly folder: string; readonly name: string; readonly it: T };

/** `like` are names that the word may have been meant for. */
export type NotFound =
  | { readonly kind: 'none'; readonly word: string; readonly like: readonly string[] }
  | { readonly kind: 'several'; readonly word: string; readonly like: readonly string[] };

/**
 * Finds what is called WORKSPACE/FUNCTION, WORKSPACE/FOLDER/FUNCTION or just FUNCTION: as it is written when something is
 * called exactly so, otherwise in any case when only one thing is.
 */
export function findNamed<T>(all: readonly Named<T>[], word: string): Result<Named<T>, NotFound> {
  const exact = all.filter((named) => labelsOf(named).includes(word));
  const loose = all.filter((named) => labelsOf(named).some((label) => label.toLowerCase() === word.toLowerCase()));
  const found = exact.length > 0 ? exact : loose;
  const [one] = found;
  if (one === undefined) return fail({ kind: 'none', word, like: nearest(all.map(labelOf), word) });
  return found.length === 1 ? ok(one) : fail({ kind: 'several', word, like: found.map(labelOf) });
}

export function notFoundText(what: string, { kind, word, like }: NotFound): string {
  const listed = like.map((label) => `\n  ${label}`).join('');
  if (kind === 'several') return `${word} could be any of these; write one of them out:${listed}`;
  if (like.length === 0) return `There is no ${what} named ${word}, and none at all yet.`;
  return `There is no ${what} named ${word}. Did you mean one of these?${listed}`;
}

/** As it can be typed and is found for certain, as long as no two in one workspace share folder and name. */
function labelOf<T>({ workspace, name }: Named<T>): string {
  return `${workspace}/${name}`;
}

function labelsOf<T>(named: Named<T>): readonly string[] {
  const { workspace, folder, name } = named;
  return [labelOf(named), name, ...(folder === '' ? [] : [`${workspace}/${folder}/${name}`, `${folder}/${name}`])];
}

const suggestionsMax = 3;

/** The labels that need the fewest changed letters, each taken whole or from its last slash on. */
export function nearest(labels: readonly string[], word: string): readonly string[] {
  const wanted = word.toLowerCase();
  const last = wanted.split('/').at(-1) ?? wanted;
  return labels
    .map((label) => {
      const lower = label.toLowerCase();
      const name = lower.split('/').at(-1) ?? lower;
      return {
        label,
        distance: Math.min(distanceOf(lower, wanted), distanceOf(name, last) + (name.includes(last) ? -2 : 0)),
      };
    })
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, suggestionsMax)
    .map(({ label }) => label);
}

const comparedCharsMax = 80;

/** Levenshtein's distance. */
function distanceOf(one: string, other: string): number {
  const a = one.slice(0, comparedCharsMax);
  const b = other.slice(0, comparedCharsMax);
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
