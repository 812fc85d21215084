import { create } from 'zustand';

import type { CellProblem } from '#shared/matrix/cells/cell-writes.ts';

import type { Camera } from './matrix-layout.ts';
import { noFilter } from './matrix-lines.ts';
import type { MatrixFilter } from './matrix-lines.ts';
import type { Selection } from './matrix-selection.ts';

/** A text that is being typed in place: into the active cell, or as the name of a header's object. */
export type MatrixEditor = {
  readonly kind: 'cell' | 'name';
  readonly text: string;
  /** Whether its text is the letter that opened it; else what was there is changed. */
  readonly isTyped: boolean;
};

export type PathEnds = { readonly fromId: string | null; readonly toId: string | null };

export type MatrixState = {
  readonly projectId: string | null;
  readonly camera: Camera;
  readonly selection: Selection | null;
  readonly editor: MatrixEditor | null;
  readonly isInspecting: boolean;
  /** Rows are what stands on the page of the columns. */
  readonly isTransposed: boolean;
  readonly filter: MatrixFilter;
  /** Null while no path is looked for. */
  readonly path: PathEnds | null;
  /** Where on the screen the menu of what is selected is open, in CSS pixels of the window. */
  readonly menu: { readonly x: number; readonly y: number } | null;
  /** What a screen reader is told of the last change. */
  readonly message: string;
  /** Of the paste that was refused. */
  readonly refused: readonly CellProblem[];
};

const start: MatrixState = {
  projectId: null,
  camera: { x: 0, y: 0, zoom: 1 },
  selection: null,
  editor: null,
  isInspecting: false,
  isTransposed: false,
  filter: noFilter,
  path: null,
  menu: null,
  message: '',
  refused: [],
};

export const useMatrixStore = create<MatrixState>(() => start);

export function changeMatrix(patch: Partial<MatrixState>): void {
  useMatrixStore.setState(patch);
}

/** What was chosen in one project means nothing in another; a view that is left and entered again is as it was. */
export function openMatrix(projectId: string): void {
  if (useMatrixStore.getState().projectId !== projectId) useMatrixStore.setState({ ...start, projectId });
}

export function say(message: string): void {
  useMatrixStore.setState({ message });
}
