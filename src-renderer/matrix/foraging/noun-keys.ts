import type { KeyboardEvent } from 'react';

import type { Decision } from './foraging-actions.ts';
import type { NounRow } from '#shared/matrix/foraging/noun-rows.ts';
import type { NounChoice } from './use-noun-choice.ts';

export type NounKeyDeps = {
  readonly rows: readonly NounRow[];
  readonly activeIndex: number;
  readonly onDecide: (decision: Decision) => void;
  readonly onAsk: (what: 'reject' | 'merge') => void;
  readonly onShow: (row: NounRow) => void;
  readonly choice: NounChoice;
  readonly pageRows: number;
};

/** What a key does in the list of nouns: goes on, chooses or decides. Answers whether it did anything. */
export function takeNounKey(event: KeyboardEvent, deps: NounKeyDeps): boolean {
  const { rows, activeIndex, choice, pageRows } = deps;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
    choice.all();
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const steps: { readonly [key: string]: number } = {
    ArrowDown: 1,
    ArrowUp: -1,
    j: 1,
    k: -1,
    PageDown: pageRows,
    PageUp: -pageRows,
    Home: -rows.length,
    End: rows.length,
  };
  const step = steps[event.key];
  if (step !== undefined) {
    choice.goTo(activeIndex + step, { extend: event.shiftKey });
    return true;
  }
  const command = nounCommands(deps)[event.key];
  command?.();
  return command !== undefined;
}

function nounCommands(deps: NounKeyDeps): { readonly [key: string]: () => void } {
  const { rows, activeIndex, choice, onDecide, onAsk, onShow } = deps;
  const row = rows[activeIndex];
  return {
    a: () => onDecide({ kind: 'accept' }),
    m: () => onAsk('merge'),
    r: () => onAsk('reject'),
    u: () => onDecide({ kind: 'reopen' }),
    ' ': () => choice.toggle(activeIndex),
    Enter: () => (row === undefined ? undefined : onShow(row)),
    Escape: () => choice.none(),
  };
}
