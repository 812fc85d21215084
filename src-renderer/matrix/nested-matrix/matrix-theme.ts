import type { CellState } from '#shared/matrix/cells/cell-state.ts';
import type { objectTypes } from '#shared/matrix/object-entities.ts';

import { cursorColorCount } from '../../presence/presence.ts';

export type MatrixTheme = {
  readonly font: string;
  readonly surface: string;
  readonly head: string;
  readonly hover: string;
  readonly line: string;
  readonly strongLine: string;
  readonly text: string;
  readonly softText: string;
  readonly faintText: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly focus: string;
  readonly warn: string;
  readonly path: string;
  readonly comment: string;
  /** Of other people, by the number of their colour. */
  readonly cursors: readonly string[];
  readonly fills: { readonly [state in CellState]: string };
  /** For the picture of the whole, where a cell is a few pixels. */
  readonly dots: { readonly [state in CellState]: string };
  readonly types: { readonly [type in (typeof objectTypes)[number]]: string };
};

/** A canvas knows no CSS variables: the tokens' values of the scheme that is on. */
export function readMatrixTheme(_scheme: 'light' | 'dark'): MatrixTheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    font: token('--font-ui'),
    surface: token('--bg-surface'),
    head: token('--bg-side'),
    hover: token('--bg-hover'),
    line: token('--line'),
    strongLine: token('--line-strong'),
    text: token('--tx'),
    softText: token('--tx-2'),
    faintText: token('--tx-4'),
    accent: token('--accent'),
    accentSoft: token('--accent-soft'),
    focus: token('--focus'),
    warn: token('--warn'),
    path: token('--c4'),
    comment: token('--c2'),
    cursors: Array.from({ length: cursorColorCount }, (_, index) => token(`--cursor-${String(index)}`)),
    fills: {
      unreviewed: token('--bg-surface'),
      no: token('--bg-sunken'),
      incomplete: token('--warn-soft'),
      complete: token('--ok-soft'),
      contested: token('--lang-jl-soft'),
    },
    dots: {
      unreviewed: token('--bg-surface'),
      no: token('--line-strong'),
      incomplete: token('--c2'),
      complete: token('--ok'),
      contested: token('--lang-jl'),
    },
    types: {
      core: token('--c1'),
      supporting: token('--c3'),
      junction: token('--c4'),
      external: token('--tx-4'),
    },
  };
}
