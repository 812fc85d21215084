import { Menu } from '@mantine/core';
import { Copy, FolderInput, FolderPlus, Pencil, Plus, Trash2, Upload, History } from 'lucide-react';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { MenuItem } from '../ui/menu-item.tsx';
import { useForbidden } from '../workspaces/use-forbidden.ts';
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
  const noEdit = useForbidden('function:edit');
  const noRelease = useForbidden('function:release');
  return (
    <>
      <MenuItem icon={Pencil} keys="F2" disabledReason={noEdit} onClick={() => startRenaming(rowKey(row))}>
        Rename
      </MenuItem>
      <MenuItem icon={Copy} disabledReason={noEdit} onClick={() => void duplicateFunction(record)}>
        Duplicate
      </MenuItem>
      <MenuItem
        icon={FolderInput}
        disabledReason={noEdit}
        onClick={() => openFunctionDialog({ kind: 'move', functionId: record.id })}
      >
        Move to folder…
      </MenuItem>
      <Menu.Divider />
      <MenuItem
        icon={Upload}
        disabledReason={noRelease}
        onClick={() => openFunctionDialog({ kind: 'release', functionId: record.id })}
      >
        Release a version…
      </MenuItem>
      <MenuItem icon={History} onClick={() => openFunctionDialog({ kind: 'versions', functionId: record.id })}>
        Versions…
      </MenuItem>
      <Menu.Divider />
      <MenuItem
        icon={Trash2}
        keys="Del"
        isDangerous
        disabledReason={noEdit}
        onClick={() => void deleteFunction(record, isOnScreen)}
      >
        Delete
      </MenuItem>
    </>
  );
}

function FolderItems({ row }: { readonly row: FolderRow }) {
  const noEdit = useForbidden('function:edit');
  return (
    <>
      <MenuItem
        icon={Plus}
        disabledReason={noEdit}
        onClick={() => openFunctionDialog({ kind: 'new', folder: row.path })}
      >
        New function here…
      </MenuItem>
      <MenuItem
        icon={FolderPlus}
        disabledReason={noEdit}
        onClick={() => openFunctionDialog({ kind: 'new-folder', parent: row.path })}
      >
        New folder here…
      </MenuItem>
      <Menu.Divider />
      <MenuItem icon={Pencil} keys="F2" disabledReason={noEdit} onClick={() => startRenaming(rowKey(row))}>
        Rename
      </MenuItem>
      <MenuItem
        icon={FolderInput}
        disabledReason={noEdit}
        onClick={() => openFunctionDialog({ kind: 'move-folder', path: row.path })}
      >
        Move to folder…
      </MenuItem>
    </>
  );
}
