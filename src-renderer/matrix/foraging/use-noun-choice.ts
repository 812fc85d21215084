import { useRef } from 'react';

import { activateNoun, useForagingStore } from './foraging-store.ts';
import type { NounRow } from '#shared/matrix/foraging/noun-rows.ts';

export type NounChoice = {
  /** Makes a row the active one; extended, those up to it are chosen with it. */
  readonly goTo: (index: number, options: { readonly extend: boolean }) => void;
  readonly toggle: (index: number) => void;
  readonly all: () => void;
  readonly none: () => void;
};

/** Which rows are decided together: those from where a choice began to the active one, and those taken in one by one. */
export function useNounChoice(rows: readonly NounRow[], activeIndex: number): NounChoice {
  const { chosenKeys } = useForagingStore();
  const anchor = useRef(activeIndex);
  return {
    goTo(index, { extend }) {
      const bounded = Math.max(0, Math.min(rows.length - 1, index));
      const row = rows[bounded];
      if (row === undefined) return;
      if (!extend) anchor.current = bounded;
      const [from, to] = [Math.min(anchor.current, bounded), Math.max(anchor.current, bounded)];
      activateNoun(row.key, new Set(extend ? rows.slice(from, to + 1).map(({ key }) => key) : []));
    },
    toggle(index) {
      const row = rows[index];
      if (row === undefined) return;
      const next = new Set(chosenKeys);
      if (!next.delete(row.key)) next.add(row.key);
      anchor.current = index;
      activateNoun(row.key, next);
    },
    all: () => activateNoun(rows[activeIndex]?.key ?? null, new Set(rows.map(({ key }) => key))),
    none: () => activateNoun(rows[activeIndex]?.key ?? null),
  };
}
