import { useContext, useEffect, useMemo, useState } from 'react';

import { visibleLines } from './matrix-layout.ts';
import type { Lines } from './matrix-layout.ts';
import type { Spot } from './matrix-selection.ts';
import { useMatrixStore } from './matrix-store.ts';
import { SurfaceContext } from './surface-context.ts';

export type MirroredLines = Lines;

/** Elements of the mirror at most: those around the active cell, where more are in view. */
const rowsMax = 36;
const columnsMax = 24;

const quietMs = 120; // A mirror made anew at every frame of a scroll would make the scroll uneven.

/** The lines that have elements: what is in view once it stands still, and the active cell whatever moves. */
export function useMirroredLines(count: number, active: Spot | undefined): MirroredLines {
  const surface = useContext(SurfaceContext);
  const [inView, setInView] = useState<Lines>({ rowFrom: 0, rowTo: rowsMax, columnFrom: 0, columnTo: columnsMax });
  useEffect(() => {
    if (surface === undefined) return undefined;
    let quiet: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => setInView(visibleLines(surface.getGeometry()));
    look();
    const stop = useMatrixStore.subscribe((state, before) => {
      if (state.camera === before.camera) return;
      clearTimeout(quiet);
      quiet = setTimeout(look, quietMs);
    });
    return () => {
      stop();
      clearTimeout(quiet);
    };
  }, [surface, count]);
  const rows = around(active?.row ?? 0, { from: inView.rowFrom, to: inView.rowTo, max: rowsMax, count });
  const columns = around(active?.column ?? 0, { from: inView.columnFrom, to: inView.columnTo, max: columnsMax, count });
  return useMemo(
    () => ({ rowFrom: rows.from, rowTo: rows.to, columnFrom: columns.from, columnTo: columns.to }),
    [rows.from, rows.to, columns.from, columns.to],
  );
}

type Window = { readonly from: number; readonly to: number; readonly max: number; readonly count: number };

function around(line: number, { from, to, max, count }: Window): { readonly from: number; readonly to: number } {
  const at = Math.min(Math.max(line, 0), Math.max(0, count - 1));
  const isInView = at >= from && at < to;
  if (isInView && to - from <= max) return { from: Math.min(from, count), to: Math.min(to, count) };
  // A fixed grid of windows, so that the next step of an arrow key mostly finds its elements there.
  const start = Math.floor(at / max) * max;
  return { from: start, to: Math.min(start + max, count) };
}
