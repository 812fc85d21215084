import type { MatrixScope } from './matrix-actions.ts';
import type { OverlayCursor } from './matrix-overlay.ts';
import type { Spot } from './matrix-selection.ts';

/** Where somebody is: in a cell (row and column of the model), or at an object. */
export type MatrixCursor = {
  readonly at: { readonly rowId: string; readonly columnId: string } | { readonly objectId: string };
  readonly name: string;
  /** One of the cursor colours, by its number: see presence.ts. */
  readonly color: number;
};

/** Those whose place is shown here. */
export function overlayCursors(scope: MatrixScope, cursors: readonly MatrixCursor[]): readonly OverlayCursor[] {
  return cursors.flatMap(({ at, name, color }) => {
    const spot = spotIn(scope, at);
    return spot === undefined ? [] : [{ spot, name, color }];
  });
}

function spotIn({ lines, isTransposed }: MatrixScope, at: MatrixCursor['at']): Spot | undefined {
  if ('objectId' in at) {
    const line = lines.lineById.get(at.objectId);
    return line === undefined ? undefined : { row: line, column: -1 };
  }
  const row = lines.lineById.get(isTransposed ? at.columnId : at.rowId);
  const column = lines.lineById.get(isTransposed ? at.rowId : at.columnId);
  return row === undefined || column === undefined ? undefined : { row, column };
}
