import { create } from 'zustand';

import type { ChangeFilter } from '#shared/matrix/change-api.ts';

export const spans = {
  all: { label: 'Any time', days: null },
  day: { label: 'Last 24 hours', days: 1 },
  week: { label: 'Last 7 days', days: 7 },
  month: { label: 'Last 30 days', days: 30 },
} as const;
export type Span = keyof typeof spans;

type ChangesState = {
  readonly filter: Omit<ChangeFilter, 'fromMs' | 'toMs'>;
  readonly span: Span;
  /** Entries whose fields are shown. */
  readonly open: ReadonlySet<string>;
};

const usual: ChangesState = { filter: {}, span: 'all', open: new Set<string>() };

export const useChangesState = create<ChangesState>(() => usual);

/** Undefined takes a part of the filter away. */
export function filterChanges(filter: {
  readonly [K in keyof ChangesState['filter']]?: ChangesState['filter'][K] | undefined;
}): void {
  useChangesState.setState((state) => {
    const next = Object.entries({ ...state.filter, ...filter }).filter(
      ([, value]) => value !== undefined && value !== '',
    );
    // The same fields as before, without those that are empty.
    return { filter: Object.fromEntries(next) as ChangesState['filter'] };
  });
}

export function chooseSpan(span: Span): void {
  useChangesState.setState({ span });
}

export function clearChangesFilter(): void {
  useChangesState.setState({ filter: {}, span: 'all' });
}

export function toggleEntry(undoGroup: string): void {
  useChangesState.setState((state) => {
    const open = new Set(state.open);
    if (!open.delete(undoGroup)) open.add(undoGroup);
    return { open };
  });
}
