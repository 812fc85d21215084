import { create } from 'zustand';

import type { GuideColumnId } from './guide-columns.ts';
import { noGuideFilter } from './guide-rows.ts';
import type { GuideFilter } from './guide-rows.ts';

export type GuideDialog =
  | { readonly kind: 'combine' | 'downgrade'; readonly objectId: string }
  | { readonly kind: 'paste' };

type GuideState = {
  readonly projectId: string | null;
  readonly section: 'objects' | 'rejected';
  readonly filter: GuideFilter;
  /** The object that keys are about and that the panel shows. */
  readonly objectId: string | null;
  readonly columnId: GuideColumnId;
  readonly isPanelOpen: boolean;
  readonly dialog: GuideDialog | null;
};

const beginning: GuideState = {
  projectId: null,
  section: 'objects',
  filter: noGuideFilter,
  objectId: null,
  columnId: 'name',
  isPanelOpen: false,
  dialog: null,
};

export const useGuideStore = create<GuideState>(() => beginning);

/** What was chosen stays so while one is in other views of the same project. */
export function openGuide(projectId: string): void {
  if (useGuideStore.getState().projectId !== projectId) useGuideStore.setState({ ...beginning, projectId });
}

export function showSection(section: GuideState['section']): void {
  useGuideStore.setState({ section });
}

export function changeGuideFilter(change: Partial<GuideFilter>): void {
  useGuideStore.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
}

export function chooseCell(objectId: string | null, columnId?: GuideColumnId): void {
  useGuideStore.setState(({ columnId: before }) => ({ objectId, columnId: columnId ?? before }));
}

export function showPanel(isPanelOpen: boolean): void {
  useGuideStore.setState({ isPanelOpen });
}

export function openGuideDialog(dialog: GuideDialog | null): void {
  useGuideStore.setState({ dialog });
}
