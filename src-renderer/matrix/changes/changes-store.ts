import { create } from 'zustand';

import type { ChangeEntry, ChangeFilter } from '#shared/matrix/changes/change-api.ts';

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
  /** From when on; undefined for any time. */
  readonly fromMs: number | undefined;
  /** Whoever has been seen in the log, for the filter: a filter that leaves them out must not take them away. */
  readonly people: ReadonlyMap<string, string>;
  /** Entries whose fields are shown. */
  readonly open: ReadonlySet<string>;
};

const usual: ChangesState = {
  filter: {},
  span: 'all',
  fromMs: undefined,
  people: new Map<string, string>(),
  open: new Set<string>(),
};

export const useChangesState = create<ChangesState>(() => usual);

/** Undefined takes a part of the filter away. */
export function filterChanges(filter: {
  readonly [K in keyof ChangesState['filter']]?: ChangesState['filter'][K] | undefined;
}): void {
  useChangesState.setState((state) => {
    const next = Object.entries({ ...state.filter, ...filter }).filter(
      ([, value]) => value !== undefined && value !== '',
    );
    return { filter: Object.fromEntries(next) };
  });
}

export function chooseSpan(span: Span): void {
  const { days } = spans[span];
  useChangesState.setState({ span, fromMs: days === null ? undefined : Date.now() - days * dayMs });
}

export function clearChangesFilter(): void {
  useChangesState.setState({ filter: {}, span: 'all', fromMs: undefined });
}

export function meetPeople(entries: readonly ChangeEntry[]): void {
  useChangesState.setState((state) => {
    const strangers = entries.filter(({ actorId }) => !state.people.has(actorId));
    if (strangers.length === 0) return state;
    return {
      people: new Map([...state.people, ...strangers.map((entry) => [entry.actorId, entry.actorName] as const)]),
    };
  });
}

const dayMs = 86_400_000;

export function toggleEntry(undoGroup: string): void {
  useChangesState.setState((state) => {
    const open = new Set(state.open);
    if (!open.delete(undoGroup)) open.add(undoGroup);
    return { open };
  });
}
