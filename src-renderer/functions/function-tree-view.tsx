import { useState } from 'react';
import type { KeyboardEvent, Ref } from 'react';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { functionPath, goTo } from '../workspaces/paths.ts';
import { deleteFunction, moveFolder, renameFunction } from './function-actions.ts';
import { FunctionMenu } from './function-menu.tsx';
import type { MenuPlace } from './function-menu.tsx';
import { FunctionTreeRow } from './function-tree-row.tsx';
import { setFolderOpen, startRenaming, stopRenaming, useRenamedKey } from './function-store.ts';
import { joinPath, keyTarget, parentOf, rowKey } from './function-tree.ts';
import type { TreeRow } from './function-tree.ts';
import { useLatestVersions } from './use-functions.ts';
import { useLatestRuns } from './use-latest-runs.ts';
import { useRowDrag } from './use-row-drag.ts';

export type FunctionTreeViewProps = {
  readonly workspaceId: string;
  readonly currentId: string | undefined;
  readonly functions: readonly FunctionRecord[];
  readonly rows: readonly TreeRow[];
  readonly ref: Ref<HTMLDivElement>;
};

/** The tree of folders and functions, by mouse, keyboard and drag. */
export function FunctionTreeView({ workspaceId, currentId, functions, rows, ref }: FunctionTreeViewProps) {
  const [focusedKey, setFocusedKey] = useState<string | null>(null);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const renamedKey = useRenamedKey();
  const drag = useRowDrag(functions, rows);
  const runs = useLatestRuns(workspaceId);
  const versions = useLatestVersions(workspaceId);
  const keys = rows.map(rowKey);
  const stopKey = [focusedKey, currentId].find((key) => typeof key === 'string' && keys.includes(key)) ?? keys[0];

  const openMenu = (row: TreeRow) => (left: number, top: number) => setMenu({ row, left, top });

  function onKeyDown(event: KeyboardEvent, row: TreeRow, index: number): void {
    const target = keyTarget(event.key, rows, index);
    if (target !== undefined) {
      event.preventDefault();
      focusRow(event.currentTarget, rows[target]);
    } else if (carryOutKey(event, row, { currentId, onMenu: openMenu(row) })) event.preventDefault();
  }

  return (
    <>
      <div
        ref={ref}
        role="tree"
        aria-label="Functions"
        tabIndex={-1}
        className={`tree${drag.dropFolder === '' ? ' tree-drop' : ''}`}
        {...drag.treeEvents}
      >
        {rows.map((row, index) => (
          <FunctionTreeRow
            key={rowKey(row)}
            row={row}
            isCurrent={row.kind === 'function' && row.record.id === currentId}
            isStop={rowKey(row) === stopKey}
            isRenamed={rowKey(row) === renamedKey}
            isDropTarget={row.kind === 'folder' && row.path === drag.dropFolder}
            run={row.kind === 'function' ? runs.get(row.record.id) : undefined}
            release={row.kind === 'function' ? versions.get(row.record.id) : undefined}
            onOpen={() => openRow(row)}
            onFocus={() => setFocusedKey(rowKey(row))}
            onKeyDown={(event) => onKeyDown(event, row, index)}
            onMenu={openMenu(row)}
            onRenamed={(name) => renameRow(functions, row, name)}
            {...drag.rowEvents(row)}
          />
        ))}
      </div>
      {menu === null ? null : (
        <FunctionMenu place={menu} currentId={currentId} functions={functions} onClose={() => setMenu(null)} />
      )}
    </>
  );
}

type KeyContext = {
  readonly currentId: string | undefined;
  readonly onMenu: (left: number, top: number) => void;
};

/** What a key does with a row; false when it means nothing there. */
function carryOutKey(event: KeyboardEvent, row: TreeRow, { currentId, onMenu }: KeyContext): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const isOpening = event.key === 'Enter' || event.key === ' ';
  if (event.key === 'F2') startRenaming(rowKey(row));
  else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    onMenu(left + menuIndentPx, bottom);
  } else if (isOpening) openRow(row);
  else if (row.kind === 'folder' && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
    setFolderOpen(row.path, event.key === 'ArrowRight');
  } else if (row.kind === 'function' && event.key === 'Delete') {
    void deleteFunction(row.record, row.record.id === currentId);
  } else return false;
  return true;
}

const menuIndentPx = 24;

function openRow(row: TreeRow): void {
  if (row.kind === 'folder') setFolderOpen(row.path, !row.isOpen);
  else goTo(functionPath(row.record.workspaceId, row.record.id));
}

/** Null keeps the old name. */
function renameRow(functions: readonly FunctionRecord[], row: TreeRow, name: string | null): void {
  stopRenaming();
  if (name === null || name.trim() === '' || name.trim() === row.name) return;
  if (row.kind === 'function') void renameFunction(row.record, name);
  else void moveFolder(functions, row.path, joinPath(parentOf(row.path), name));
}

function focusRow(from: Element, row: TreeRow | undefined): void {
  if (row === undefined) return;
  const tree = from.closest('[role=tree]');
  tree?.querySelector<HTMLElement>(`[data-key="${CSS.escape(rowKey(row))}"]`)?.focus();
}
