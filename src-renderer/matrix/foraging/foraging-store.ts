import { create } from 'zustand';

import type { NounFilter, NounSort } from '#shared/matrix/foraging/noun-rows.ts';

type ForagingState = {
  readonly projectId: string | null;
  readonly textId: string | null;
  readonly filter: NounFilter;
  readonly sort: NounSort;
  /** The noun that keys are about. */
  readonly activeKey: string | null;
  /** More nouns that the next decision is about, beside the active one. */
  readonly chosenKeys: ReadonlySet<string>;
  /** The place in the text that the editor is to show; a new object for each wish. */
  readonly wanted: WantedPlace | null;
};

export type WantedPlace = { readonly textId: string; readonly start: number; readonly end: number };

const beginning: ForagingState = {
  projectId: null,
  textId: null,
  filter: { state: 'candidate', words: '', textId: null },
  sort: 'count',
  activeKey: null,
  chosenKeys: new Set(),
  wanted: null,
};

export const useForagingStore = create<ForagingState>(() => beginning);

/** What was chosen stays so while one is in other views of the same project. */
export function openForaging(projectId: string): void {
  if (useForagingStore.getState().projectId !== projectId) useForagingStore.setState({ ...beginning, projectId });
}

export function chooseText(textId: string | null): void {
  const { filter } = useForagingStore.getState();
  useForagingStore.setState({ textId, filter: filter.textId === null ? filter : { ...filter, textId } });
}

export function changeFilter(change: Partial<NounFilter>): void {
  const { filter } = useForagingStore.getState();
  useForagingStore.setState({ filter: { ...filter, ...change }, chosenKeys: new Set() });
}

export function changeSort(sort: NounSort): void {
  useForagingStore.setState({ sort });
}

export function activateNoun(activeKey: string | null, chosenKeys: ReadonlySet<string> = new Set()): void {
  useForagingStore.setState({ activeKey, chosenKeys });
}

export function showPlace(wanted: WantedPlace): void {
  chooseText(wanted.textId);
  useForagingStore.setState({ wanted: { ...wanted } });
}

export function placeShown(place: WantedPlace): void {
  if (useForagingStore.getState().wanted === place) useForagingStore.setState({ wanted: null });
}
