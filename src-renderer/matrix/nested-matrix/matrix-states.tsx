import { memo, useMemo } from 'react';

import type { CellCodes } from '#shared/matrix/cells/cell-codes.ts';
import { cellStates } from '#shared/matrix/cells/cell-state.ts';
import type { CellState } from '#shared/matrix/cells/cell-state.ts';

import { countStates } from './matrix-lines.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';

export type MatrixStatesProps = { readonly codes: CellCodes };

const stateNames: { readonly [state in CellState]: string } = {
  unreviewed: 'Not reviewed',
  no: 'No',
  incomplete: 'Incomplete',
  complete: 'Complete',
  contested: 'Contested',
};

/** How many pairs are in which state: the legend of the colours, and a filter. */
export const MatrixStates = memo(function MatrixStates({ codes }: MatrixStatesProps) {
  const counts = useMemo(() => countStates(codes), [codes]);
  const filter = useMatrixStore((state) => state.filter);
  const total = cellStates.reduce((sum, state) => sum + counts[state], 0);
  const reviewed = total === 0 ? 0 : Math.floor((100 * (total - counts.unreviewed)) / total);
  return (
    <footer className="matrix-states" aria-label="Pairs by their state">
      {cellStates.map((state) => (
        <button
          key={state}
          type="button"
          className="matrix-state"
          aria-pressed={filter.state === state}
          onClick={() => changeMatrix({ filter: { ...filter, state: filter.state === state ? null : state } })}
        >
          <span className={`matrix-state-dot matrix-state-${state}`} aria-hidden />
          {stateNames[state]} <span className="num">{counts[state]}</span>
        </button>
      ))}
      <span className="matrix-states-rest" />
      <span className="num">
        {reviewed} % of {total} pairs reviewed
      </span>
    </footer>
  );
});
