import { useState } from 'react';
import type { DragEvent, KeyboardEvent, Ref } from 'react';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { functionPath, goTo } from '../workspaces/paths.ts';
import { deleteFunction, moveFolder, moveFunction, renameFunction } from './function-actions.ts';
import { FunctionMenu } from './function-menu.tsx';
import type { MenuPlace } from './function-menu.tsx';
import { FunctionTreeRow } from './function-tree-row.tsx';
import { setFolderOpen, startRenaming, stopRenaming, useRenamedKey } from './function-store.ts';
import { lastPart, parentOf, rowKey } from './function-tree.ts';
import type { TreeRow } from './function-tree.ts';
import { useLatestVersions } from './use-functions.ts';
import { useLatestRuns } from './use-latest-runs.ts';

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
  const [dropFolder, setDropFolder] = useState<string | null>(null);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const renamedKey = useRenamedKey();
  const runs = useLatestRuns(workspaceId);
  const versions = useLatestVersions(workspaceId);
  const keys = rows.map(rowKey);
  const stopKey = [focusedKey, currentId].find((key) => typeof key === 'string' && keys.includes(key)) ?? keys[0];

  function onKeyDown(event: KeyboardEvent, row: TreeRow, index: number): void {
    const target = keyTarget(event.key, rows, index);
    if (target !== undefined) {
      event.preventDefault();
      focusRow(event.currentTarget, rows[target]);
    } else if (carryOut(event, row)) event.preventDefault();
  }

  function carryOut(event: KeyboardEvent, row: TreeRow): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === 'F2') startRenaming(rowKey(row));
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))
      openMenuAt(event.currentTarget, row);
    else if (row.kind === 'folder') {
      if (event.key === 'Enter' || event.key === ' ') setFolderOpen(row.path, !row.isOpen);
      else if (event.key === 'ArrowRight') setFolderOpen(row.path, true);
      else if (event.key === 'ArrowLeft') setFolderOpen(row.path, false);
      else return false;
    } else if (event.key === 'Enter' || event.key === ' ') goTo(functionPath(workspaceId, row.record.id));
    else if (event.key === 'Delete') void deleteFunction(row.record, row.record.id === currentId);
    else return false;
    return true;
  }

  function openMenuAt(element: Element, row: TreeRow): void {
    const { left, bottom } = element.getBoundingClientRect();
    setMenu({ row, left: left + 24, top: bottom });
  }

  function onDrop(event: DragEvent, folder: string): void {
    event.preventDefault();
    event.stopPropagation();
    setDropFolder(null);
    const key = event.dataTransfer.getData(dragType);
    const row = rows.find((candidate) => rowKey(candidate) === key);
    if (row === undefined) return;
    if (row.kind === 'function') void moveFunction(row.record, folder);
    else if (folder !== row.path && !folder.startsWith(`${row.path}/`)) {
      void moveFolder(functions, row.path, [folder, lastPart(row.path)].filter((part) => part !== '').join('/'));
    }
  }

  function onRenamed(row: TreeRow, name: string | null): void {
    stopRenaming();
    if (name === null || name.trim() === '' || name.trim() === row.name) return;
    if (row.kind === 'function') void renameFunction(row.record, name);
    else void moveFolder(functions, row.path, [parentOf(row.path), name].filter((part) => part !== '').join('/'));
  }

  return (
    <>
      <div
        ref={ref}
        role="tree"
        aria-label="Functions"
        className={`tree${dropFolder === '' ? ' tree-drop' : ''}`}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes(dragType)) return;
          event.preventDefault();
          setDropFolder('');
        }}
        onDragLeave={() => setDropFolder(null)}
        onDrop={(event) => onDrop(event, '')}
      >
        {rows.map((row, index) => (
          <FunctionTreeRow
            key={rowKey(row)}
            row={row}
            isCurrent={row.kind === 'function' && row.record.id === currentId}
            isStop={rowKey(row) === stopKey}
            isRenamed={rowKey(row) === renamedKey}
            isDropTarget={row.kind === 'folder' && row.path === dropFolder}
            run={row.kind === 'function' ? runs.get(row.record.id) : undefined}
            release={row.kind === 'function' ? versions.get(row.record.id) : undefined}
            onOpen={() => {
              if (row.kind === 'folder') setFolderOpen(row.path, !row.isOpen);
              else goTo(functionPath(workspaceId, row.record.id));
            }}
            onFocus={() => setFocusedKey(rowKey(row))}
            onKeyDown={(event) => onKeyDown(event, row, index)}
            onMenu={(left, top) => setMenu({ row, left, top })}
            onDragStart={(event) => event.dataTransfer.setData(dragType, rowKey(row))}
            onDragOver={(event) => {
              if (!event.dataTransfer.types.includes(dragType)) return;
              event.preventDefault();
              event.stopPropagation();
              setDropFolder(folderOf(row));
            }}
            onDrop={(event) => onDrop(event, folderOf(row))}
            onRenamed={(name) => onRenamed(row, name)}
          />
        ))}
      </div>
      {menu === null ? null : (
        <FunctionMenu place={menu} currentId={currentId} functions={functions} onClose={() => setMenu(null)} />
      )}
    </>
  );
}

const dragType = 'application/x-triptych-row';

function folderOf(row: TreeRow): string {
  return row.kind === 'folder' ? row.path : row.record.folder;
}

/** Where the keyboard goes next; undefined when the key does not move it. */
function keyTarget(key: string, rows: readonly TreeRow[], index: number): number | undefined {
  const row = rows[index];
  switch (key) {
    case 'ArrowDown':
      return Math.min(rows.length - 1, index + 1);
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    case 'ArrowRight':
      return row?.kind === 'folder' && row.isOpen ? Math.min(rows.length - 1, index + 1) : undefined;
    case 'ArrowLeft':
      if (row === undefined || (row.kind === 'folder' && row.isOpen)) return undefined;
      return parentIndex(rows, index);
    default:
      return undefined;
  }
}

function parentIndex(rows: readonly TreeRow[], index: number): number | undefined {
  const level = rows[index]?.level ?? 1;
  const parent = rows.slice(0, index).findLastIndex((row) => row.level < level);
  return parent < 0 ? undefined : parent;
}

function focusRow(from: Element, row: TreeRow | undefined): void {
  if (row === undefined) return;
  const tree = from.closest('[role=tree]');
  tree?.querySelector<HTMLElement>(`[data-key="${CSS.escape(rowKey(row))}"]`)?.focus();
}
