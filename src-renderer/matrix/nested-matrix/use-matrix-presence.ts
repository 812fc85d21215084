import { useEffect, useMemo } from 'react';

import { cellKey } from '#shared/matrix/matrix-keys.ts';

import { cellIdsAt } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import type { MatrixCursor } from './matrix-cursors.ts';
import { spotOf } from './matrix-selection.ts';
import { useMatrixStore } from './matrix-store.ts';
import { editPresence, movePresence, usePresenceCursors } from '../../presence/presence.ts';

/** Where the others are in the matrix; and tells them where this window's active cell is, and what it edits. */
export function useMatrixPresence(scope: MatrixScope): readonly MatrixCursor[] {
  const { project, lines, isTransposed } = scope;
  const others = usePresenceCursors({ kind: 'project', id: project.id }, 'matrix');
  const selection = useMatrixStore((state) => state.selection);
  const isEditing = useMatrixStore((state) => state.editor !== null);
  const spot = selection === null ? undefined : spotOf(lines, selection.active);
  const ids = spot === undefined ? undefined : cellIdsAt({ lines, isTransposed }, spot);
  const object = spot === undefined ? undefined : lines.objects[Math.max(spot.row, spot.column)];
  const kind = ids === undefined ? 'object' : 'cell';
  const id = ids === undefined ? object?.id : cellKey(ids.rowId, ids.columnId);
  useEffect(() => {
    movePresence(
      project.id,
      id === undefined ? { view: 'matrix', kind: null, id: null } : { view: 'matrix', kind, id },
    );
  }, [project.id, kind, id]);
  const editedId = isEditing ? (ids?.rowId ?? object?.id ?? null) : null;
  useEffect(() => {
    editPresence(project.id, editedId);
    return () => editPresence(project.id, null);
  }, [project.id, editedId]);
  return useMemo(
    () =>
      others.flatMap<MatrixCursor>(({ kind: otherKind, id: otherId, name, color, isEditing: edits }) => {
        const [rowId, columnId] = otherId.split('>');
        const label = edits ? `${name} …` : name;
        if (otherKind === 'object') return [{ at: { objectId: otherId }, name: label, color }];
        return rowId === undefined || columnId === undefined ? [] : [{ at: { rowId, columnId }, name: label, color }];
      }),
    [others],
  );
}
