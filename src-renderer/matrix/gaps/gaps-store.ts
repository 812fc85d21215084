import { create } from 'zustand';

import { allGaps } from '#shared/matrix/gaps/gap-list.ts';
import type { GapFilter } from '#shared/matrix/gaps/gap-list.ts';
import type { GapCode } from '#shared/matrix/gaps/gap.ts';

type Shown = 'list' | 'coverage';

type GapsState = {
  readonly shown: Shown;
  readonly filter: GapFilter;
  /** Checks whose gaps are folded away. */
  readonly closed: ReadonlySet<GapCode>;
  /** The row that the keys act on. */
  readonly activeIndex: number;
};

// Pairs that nobody has looked at are most of what is open in every young model, and would push the rest out of sight.
const usual: GapsState = { shown: 'list', filter: allGaps, closed: new Set<GapCode>(['R1']), activeIndex: 0 };

const useGapsStore = create<GapsState>(() => usual);

export const useGapsState = useGapsStore;

export function showInGaps(shown: Shown): void {
  useGapsStore.setState({ shown });
}

export function filterGaps(filter: Partial<GapFilter>): void {
  useGapsStore.setState((state) => ({ filter: { ...state.filter, ...filter }, activeIndex: 0 }));
}

/** What a link leads to is shown whatever was searched for before, and with nothing folded away. */
export function focusGapsOn(subject: GapFilter['subject']): void {
  useGapsStore.setState({ shown: 'list', filter: { ...allGaps, subject }, activeIndex: 0, closed: new Set<GapCode>() });
}

/** What one check has found, and nothing else. */
export function showCheck(code: GapCode): void {
  useGapsStore.setState({ shown: 'list', filter: { ...allGaps, code }, activeIndex: 0, closed: new Set<GapCode>() });
}

export function unfocusGaps(): void {
  useGapsStore.setState({ filter: allGaps, activeIndex: 0, closed: usual.closed });
}

export function activateRow(activeIndex: number): void {
  useGapsStore.setState({ activeIndex });
}

export function toggleCheck(code: GapCode, isOpen: boolean): void {
  useGapsStore.setState((state) => {
    const closed = new Set(state.closed);
    if (isOpen) closed.delete(code);
    else closed.add(code);
    return { closed };
  });
}
