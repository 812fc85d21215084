import { Menu } from '@mantine/core';
import { Copy, FolderInput, FolderPlus, Pencil, Plus, Trash2, Upload, History } from 'lucide-react';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { Shortcut } from '../ui/shortcut.tsx';
import { deleteFunction, duplicateFunction } from './function-actions.ts';
import { openFunctionDialog, startRenaming } from './function-store.ts';
import { rowKey } from './function-tree.ts';
import type { FolderRow, FunctionRow, TreeRow } from './function-tree.ts';

export type MenuPlace = { readonly row: TreeRow; readonly left: number; readonly top: number };

export type FunctionMenuProps = {
  readonly place: MenuPlace;
  readonly currentId: string | undefined;
  readonly functions: readonly FunctionRecord[];
  readonly onClose: () => void;
};

/** What can be done with one row of the side list. */
export function FunctionMenu({ place, currentId, onClose }: FunctionMenuProps) {
  const { row, left, top } = place;
  return (
    <Menu opened onClose={onClose} width={220} returnFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left, top, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Menu of ${row.name}`}>
        {row.kind === 'folder' ? (
          <FolderItems row={row} />
        ) : (
          <FunctionItems row={row} isOnScreen={row.record.id === currentId} />
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function FunctionItems({ row, isOnScreen }: { readonly row: FunctionRow; readonly isOnScreen: boolean }) {
  const { record } = row;
  return (
    <>
      <Menu.Item
        leftSection={<Pencil size={14} aria-hidden />}
        rightSection={<Shortcut keys="F2" />}
        onClick={() => startRenaming(rowKey(row))}
      >
        Rename
      </Menu.Item>
      <Menu.Item leftSection={<Copy size={14} aria-hidden />} onClick={() => void duplicateFunction(record)}>
        Duplicate
      </Menu.Item>
      <Menu.Item
        leftSection={<FolderInput size={14} aria-hidden />}
        onClick={() => openFunctionDialog({ kind: 'move', functionId: record.id })}
      >
        Move to folder…
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item
        leftSection={<Upload size={14} aria-hidden />}
        onClick={() => openFunctionDialog({ kind: 'release', functionId: record.id })}
      >
        Release a version…
      </Menu.Item>
      <Menu.Item
        leftSection={<History size={14} aria-hidden />}
        onClick={() => openFunctionDialog({ kind: 'versions', functionId: record.id })}
      >
        Versions…
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item
        data-danger
        leftSection={<Trash2 size={14} aria-hidden />}
        rightSection={<Shortcut keys="Del" />}
        onClick={() => void deleteFunction(record, isOnScreen)}
      >
        Delete
      </Menu.Item>
    </>
  );
}

function FolderItems({ row }: { readonly row: FolderRow }) {
  return (
    <>
      <Menu.Item
        leftSection={<Plus size={14} aria-hidden />}
        onClick={() => openFunctionDialog({ kind: 'new', folder: row.path })}
      >
        New function here…
      </Menu.Item>
      <Menu.Item
        leftSection={<FolderPlus size={14} aria-hidden />}
        onClick={() => openFunctionDialog({ kind: 'new-folder', parent: row.path })}
      >
        New folder here…
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item
        leftSection={<Pencil size={14} aria-hidden />}
        rightSection={<Shortcut keys="F2" />}
        onClick={() => startRenaming(rowKey(row))}
      >
        Rename
      </Menu.Item>
      <Menu.Item
        leftSection={<FolderInput size={14} aria-hidden />}
        onClick={() => openFunctionDialog({ kind: 'move-folder', path: row.path })}
      >
        Move to folder…
      </Menu.Item>
    </>
  );
}
