import type { NounState } from '#shared/matrix/foraging/noun-states.ts';

import type { Foraging } from './forager.ts';
import { activateNoun, changeFilter, showPlace, useForagingStore } from './foraging-store.ts';
import { listContexts } from '#shared/matrix/foraging/noun-rows.ts';
import type { NounRow } from '#shared/matrix/foraging/noun-rows.ts';

/** A noun that is clicked in the text is shown in the list, whatever the list shows now. */
export function pickNoun(key: string, state: NounState): void {
  const { filter } = useForagingStore.getState();
  if (filter.state !== null && filter.state !== state) changeFilter({ state: null });
  if (filter.words !== '') changeFilter({ words: '' });
  activateNoun(key);
}

const placesMax = 10_000;
const lastShown = { key: '', index: -1 };

/** Each time the next place, and after the last the first again. */
export function showNextPlace(row: NounRow, texts: readonly { readonly id: string }[], { byTextId }: Foraging): void {
  const textIds = texts.map(({ id }) => id);
  const contexts = listContexts(row.key, textIds, { byTextId, countMax: placesMax });
  lastShown.index = lastShown.key === row.key ? (lastShown.index + 1) % Math.max(1, contexts.length) : 0;
  lastShown.key = row.key;
  const context = contexts[lastShown.index];
  if (context !== undefined) showPlace(context);
}
