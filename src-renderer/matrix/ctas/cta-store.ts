/*
 * What is chosen in the views of calls to action and attributes: it stays while a person goes from view to view. Records are not
 * in here.
 */
import { create } from 'zustand';

import { everyCta } from '#shared/matrix/ctas/cta-cells.ts';
import type { CtaFilter } from '#shared/matrix/ctas/cta-cells.ts';
import { everything } from '#shared/matrix/prioritise.ts';
import type { Prioritised } from '#shared/matrix/prioritise.ts';

export const ctaModes = ['matrix', 'board', 'cards'] as const;
export type CtaMode = (typeof ctaModes)[number];
export type BoardField = 'priority' | 'phase';

/** What the side panel shows. */
export type OpenSubject = { readonly kind: 'cta' | 'attribute'; readonly id: string };

type CtaState = {
  readonly mode: CtaMode;
  readonly isTransposed: boolean;
  readonly boardField: BoardField;
  readonly filter: CtaFilter;
  readonly prioritised: Prioritised;
  readonly open: OpenSubject | null;
};

export const useCtaStore = create<CtaState>(() => ({
  mode: 'matrix',
  isTransposed: false,
  boardField: 'priority',
  filter: everyCta,
  prioritised: everything,
  open: null,
}));

export function chooseMode(mode: CtaMode): void {
  useCtaStore.setState({ mode });
}

export function transpose(): void {
  useCtaStore.setState(({ isTransposed }) => ({ isTransposed: !isTransposed }));
}

export function chooseBoardField(boardField: BoardField): void {
  useCtaStore.setState({ boardField });
}

export function setFilter(filter: Partial<CtaFilter>): void {
  useCtaStore.setState((state) => ({ filter: { ...state.filter, ...filter } }));
}

export function setPrioritised(prioritised: Partial<Prioritised>): void {
  useCtaStore.setState((state) => ({ prioritised: { ...state.prioritised, ...prioritised } }));
}

export function openSubject(open: OpenSubject | null): void {
  useCtaStore.setState({ open });
}
