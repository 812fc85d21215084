import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';

import { degreesOf } from '#shared/matrix/cells/cell-codes.ts';
import type { CellCodes } from '#shared/matrix/cells/cell-codes.ts';

import type { MatrixScope } from './matrix-actions.ts';
import { MatrixCellEditor } from './matrix-cell-editor.tsx';
import { overlayCursors } from './matrix-cursors.ts';
import type { MatrixCursor } from './matrix-cursors.ts';
import { MatrixMenu } from './matrix-menu.tsx';
import { MatrixMirror } from './matrix-mirror.tsx';
import { blockOf, spotOf } from './matrix-selection.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';
import { createSurface } from './matrix-surface.ts';
import type { Surface } from './matrix-surface.ts';
import { readMatrixTheme } from './matrix-theme.ts';
import { useCellMarks } from '../gaps/use-cell-marks.ts';
import { useGapCounts } from '../gaps/use-gap-counts.ts';
import { matrixKeys } from './matrix-key-presses.ts';
import { useMatrixPath } from './use-matrix-path.ts';
import { useMatrixPointer } from './use-matrix-pointer.ts';
import { useMatrixPresence } from './use-matrix-presence.ts';
import { useMatrixClipboard } from './use-matrix-clipboard.ts';

export type MatrixGridProps = {
  readonly scope: MatrixScope;
  readonly codes: CellCodes;
  readonly surface: Surface | undefined;
  readonly onSurface: (surface: Surface | undefined) => void;
};

/** The matrix itself: two canvases in a scroller, and above them, for screen readers and forced colours, a grid of elements. */
export function MatrixGrid({ scope, codes, surface, onSurface }: MatrixGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const spacer = useRef<HTMLDivElement>(null);
  const scene = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const grid = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const parts = {
      scroller: scroller.current,
      spacer: spacer.current,
      scene: scene.current,
      overlay: overlay.current,
    };
    const { scroller: box, spacer: room, scene: below, overlay: above } = parts;
    if (box === null || room === null || below === null || above === null) return undefined;
    const made = createSurface(
      { scroller: box, spacer: room, scene: below, overlay: above },
      useMatrixStore.getState().camera,
      (camera) => changeMatrix({ camera }),
    );
    onSurface(made);
    return () => {
      made.close();
      onSurface(undefined);
    };
  }, [onSurface]);

  useScene(surface, scope, codes);
  useOverlay(surface, scope, useMatrixPresence(scope));
  const pointer = useMatrixPointer(scope, surface, grid);
  const keys = matrixKeys(scope, surface);
  useMatrixClipboard(scope, grid);

  return (
    <>
      <div className="matrix-scroller" ref={scroller} {...pointer}>
        <div className="matrix-spacer" ref={spacer}>
          <div className="matrix-stage">
            <canvas ref={scene} aria-hidden />
            <canvas ref={overlay} aria-hidden />
            <MatrixMirror scope={scope} gridRef={grid} keys={keys} />
            {surface === undefined ? null : <MatrixCellEditor scope={scope} surface={surface} gridRef={grid} />}
          </div>
        </div>
      </div>
      <MatrixMenu scope={scope} surface={surface} gridRef={grid} />
    </>
  );
}

function useScene(surface: Surface | undefined, scope: MatrixScope, codes: CellCodes): void {
  const scheme = useComputedColorScheme('light');
  const theme = useMemo(() => readMatrixTheme(scheme), [scheme]);
  const state = useMatrixStore(({ filter }) => filter.state);
  const degrees = useMemo(() => degreesOf(codes), [codes]);
  const { lines, isTransposed, mayEdit } = scope;
  const gapCounts = useGapCounts(scope);
  const marks = useCellMarks(scope.project.id, scope.model);
  // In the layout phase, so that the frame in which an edit is made is the one in which it is painted.
  useLayoutEffect(() => {
    const mayAdd = mayEdit('objects');
    surface?.showScene({ theme, lines, codes, degrees, gapCounts, marks, isTransposed, state, mayAdd });
  }, [surface, theme, lines, codes, degrees, gapCounts, marks, isTransposed, state, mayEdit]);
}

function useOverlay(surface: Surface | undefined, scope: MatrixScope, cursors: readonly MatrixCursor[]): void {
  const selection = useMatrixStore((state) => state.selection);
  const path = useMatrixPath(scope);
  const { lines } = scope;
  useLayoutEffect(() => {
    const block = selection === null ? undefined : blockOf(lines, selection);
    const active = selection === null ? undefined : spotOf(lines, selection.active);
    const hasHandle = block !== undefined && active !== undefined && active.row >= 0 && active.column >= 0;
    surface?.showOverlay({ block, active, hasHandle, path, cursors: overlayCursors(scope, cursors) });
  }, [surface, selection, lines, path, cursors, scope]);
  useEffect(() => {
    // Fonts that arrive late change the width of what was measured.
    void document.fonts.ready.then(() => surface?.showOverlay({}));
  }, [surface]);
}
