/*
 * The list of nouns beside the texts: what was found in all of them, with what became of each.
 */
import type { ObjectRecord } from '../object-entities.ts';
import type { KnownNoun, NounState } from './noun-states.ts';
import { nounStates } from './noun-states.ts';

import type { TextMentions } from './read-nouns.ts';

export type ForagedText = {
  /** What was read: where it is not the text on screen any more, the places are those of before. */
  readonly body: string;
  readonly mentions: TextMentions;
};

export type NounRow = {
  readonly key: string;
  readonly name: string;
  readonly state: NounState;
  /** The object that it is, is a synonym of, or was rejected as. */
  readonly object: ObjectRecord | undefined;
  /** Over all texts. */
  readonly count: number;
  readonly countByTextId: ReadonlyMap<string, number>;
  readonly first: { readonly textId: string; readonly textIndex: number; readonly start: number };
};

export const nounSorts = ['count', 'name', 'place'] as const;
export type NounSort = (typeof nounSorts)[number];

export type NounFilter = {
  readonly state: NounState | null;
  readonly words: string;
  /** Only what stands in this text. */
  readonly textId: string | null;
};

/** One row for each noun, in the order in which they were found. `textIds` is the order of the texts. */
export function listNounRows(
  textIds: readonly string[],
  byTextId: ReadonlyMap<string, ForagedText>,
  known: ReadonlyMap<string, KnownNoun>,
): readonly NounRow[] {
  const rows = new Map<string, NounRow & { readonly countByTextId: Map<string, number> }>();
  for (const [textIndex, textId] of textIds.entries()) {
    for (const { key, name, count, firstStart } of byTextId.get(textId)?.mentions.nouns ?? []) {
      const row = rows.get(key);
      if (row !== undefined) {
        row.countByTextId.set(textId, count);
        rows.set(key, { ...row, count: row.count + count });
        continue;
      }
      const noun = known.get(key);
      rows.set(key, {
        key,
        // Known nouns are called as they are in the model.
        name: nameOf(name, noun),
        state: noun?.state ?? 'candidate',
        object: noun?.object,
        count,
        countByTextId: new Map([[textId, count]]),
        first: { textId, textIndex, start: firstStart },
      });
    }
  }
  return [...rows.values()];
}

function nameOf(found: string, noun: KnownNoun | undefined): string {
  return noun?.state === 'accepted' ? noun.object.name : found;
}

export function filterNounRows(rows: readonly NounRow[], { state, words, textId }: NounFilter): readonly NounRow[] {
  const wanted = words.trim().toLowerCase();
  return rows.filter(
    (row) =>
      (state === null || row.state === state) &&
      (textId === null || row.countByTextId.has(textId)) &&
      (wanted === '' || row.name.toLowerCase().includes(wanted) || row.key.includes(wanted)),
  );
}

export function sortNounRows(rows: readonly NounRow[], sort: NounSort): readonly NounRow[] {
  const byPlace = (left: NounRow, right: NounRow): number =>
    left.first.textIndex - right.first.textIndex || left.first.start - right.first.start;
  if (sort === 'place') return rows.toSorted(byPlace);
  if (sort === 'name')
    return rows.toSorted((left, right) => left.name.localeCompare(right.name) || byPlace(left, right));
  return rows.toSorted((left, right) => right.count - left.count || byPlace(left, right));
}

export type StateCounts = { readonly [state in NounState]: number };

export function countStates(rows: readonly NounRow[]): StateCounts {
  const counts = Object.fromEntries(nounStates.map((state) => [state, 0])) as { [state in NounState]: number }; // Of every state.
  for (const { state } of rows) counts[state] += 1;
  return counts;
}

export type NounContext = {
  readonly textId: string;
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly found: string;
  readonly after: string;
};

const contextChars = 90;

/** Where a noun stands, with the words around it, at most `countMax` places over all texts. */
export function listContexts(
  key: string,
  textIds: readonly string[],
  { byTextId, countMax }: { readonly byTextId: ReadonlyMap<string, ForagedText>; readonly countMax: number },
): readonly NounContext[] {
  const contexts: NounContext[] = [];
  for (const textId of textIds) {
    const text = byTextId.get(textId);
    const nounIndex = text?.mentions.nouns.findIndex((noun) => noun.key === key) ?? -1;
    if (text === undefined || nounIndex === -1) continue;
    const { nounIndexes, starts, ends } = text.mentions;
    for (let place = nounIndexes.indexOf(nounIndex); place !== -1; place = nounIndexes.indexOf(nounIndex, place + 1)) {
      if (contexts.length >= countMax) return contexts;
      contexts.push({ textId, ...contextAt(text.body, starts[place] ?? 0, ends[place] ?? 0) });
    }
  }
  return contexts;
}

export function contextAt(body: string, start: number, end: number): Omit<NounContext, 'textId'> {
  const before =
    body
      .slice(Math.max(0, start - contextChars), start)
      .split('\n')
      .at(-1) ?? '';
  const after = body.slice(end, end + contextChars).split('\n')[0] ?? '';
  const isCutBefore = before.length === contextChars;
  const isCutAfter = after.length === contextChars;
  return {
    start,
    end,
    before: isCutBefore ? `…${before.replace(/^\S*\s/u, '')}` : before.trimStart(),
    found: body.slice(start, end),
    after: isCutAfter ? `${after.replace(/\s\S*$/u, '')}…` : after.trimEnd(),
  };
}
