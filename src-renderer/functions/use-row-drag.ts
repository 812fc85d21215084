import { useState } from 'react';
import type { DragEvent } from 'react';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { moveFolder, moveFunction } from './function-actions.ts';
import { joinPath, lastPart, rowKey } from './function-tree.ts';
import type { TreeRow } from './function-tree.ts';

const dragType = 'application/x-triptych-row';

export type RowDrag = {
  /** The folder that what is dragged would fall into; empty is the top, null is nowhere. */
  readonly dropFolder: string | null;
  readonly treeEvents: DropEvents & { readonly onDragLeave: () => void };
  readonly rowEvents: (row: TreeRow) => DropEvents & { readonly onDragStart: (event: DragEvent) => void };
};

type DropEvents = {
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
};

/** Moves functions and folders by dragging them onto a folder, or onto the free space for the top. */
export function useRowDrag(functions: readonly FunctionRecord[], rows: readonly TreeRow[]): RowDrag {
  const [dropFolder, setDropFolder] = useState<string | null>(null);

  function dropEvents(folder: string): DropEvents {
    return {
      onDragOver(event) {
        if (!event.dataTransfer.types.includes(dragType)) return;
        event.preventDefault();
        event.stopPropagation();
        setDropFolder(folder);
      },
      onDrop(event) {
        event.preventDefault();
        event.stopPropagation();
        setDropFolder(null);
        const key = event.dataTransfer.getData(dragType);
        const row = rows.find((candidate) => rowKey(candidate) === key);
        if (row !== undefined) moveRow(functions, row, folder);
      },
    };
  }

  return {
    dropFolder,
    treeEvents: { ...dropEvents(''), onDragLeave: () => setDropFolder(null) },
    rowEvents: (row) => ({
      ...dropEvents(row.kind === 'folder' ? row.path : row.record.folder),
      onDragStart: (event) => event.dataTransfer.setData(dragType, rowKey(row)),
    }),
  };
}

function moveRow(functions: readonly FunctionRecord[], row: TreeRow, folder: string): void {
  if (row.kind === 'function') void moveFunction(row.record, folder);
  else if (folder !== row.path && !folder.startsWith(`${row.path}/`)) {
    void moveFolder(functions, row.path, joinPath(folder, lastPart(row.path)));
  }
}
