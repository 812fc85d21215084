import './function-list.css';

import { TextInput } from '@mantine/core';
import { FolderPlus, ListCollapse, Plus, Search, SquareFunction } from 'lucide-react';
import { useRef, useState } from 'react';

import { useForbidden } from '../workspaces/use-forbidden.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Loading } from '../ui/loading.tsx';
import { listFolders, treeRows } from './function-tree.ts';
import { FunctionTreeView } from './function-tree-view.tsx';
import { openFunctionDialog, setAllFoldersOpen, useClosedFolders, useNewFolders } from './function-store.ts';
import { useFunctions } from './use-functions.ts';

export type FunctionListProps = { readonly workspaceId: string; readonly currentId: string | undefined };

/** The side list: a workspace's functions by folder. */
export function FunctionList({ workspaceId, currentId }: FunctionListProps) {
  const [filter, setFilter] = useState('');
  const treeRef = useRef<HTMLDivElement>(null);
  const { functions, isLoading } = useFunctions(workspaceId);
  const closedFolders = useClosedFolders();
  const newFolders = useNewFolders();
  const rows = treeRows(functions, { filter, closedFolders, newFolders });
  const folders = listFolders(functions);
  const forbidden = useForbidden('function:edit');
  const isAllClosed = folders.length > 0 && folders.every((path) => closedFolders.has(path));

  return (
    <aside className="side" aria-label="Functions of the workspace">
      <div className="side-head">
        <h2>Functions</h2>
        <IconButton
          label="New function"
          icon={Plus}
          shortcut="Alt+N"
          disabledReason={forbidden}
          onClick={() => openFunctionDialog({ kind: 'new', folder: '' })}
        />
        <IconButton
          label="New folder"
          icon={FolderPlus}
          disabledReason={forbidden}
          onClick={() => openFunctionDialog({ kind: 'new-folder', parent: '' })}
        />
        <IconButton
          label={isAllClosed ? 'Open all folders' : 'Close all folders'}
          icon={ListCollapse}
          disabledReason={folders.length === 0 ? 'There are no folders' : undefined}
          onClick={() => setAllFoldersOpen(folders, isAllClosed)}
        />
      </div>
      <div className="side-filter">
        <TextInput
          aria-label="Filter by name or tag"
          placeholder="Filter by name or tag"
          leftSection={<Search size={14} aria-hidden />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setFilter('');
            if (event.key === 'ArrowDown') {
              event.preventDefault();
              treeRef.current?.querySelector<HTMLElement>('[role=treeitem]')?.focus();
            }
          }}
        />
      </div>
      {isLoading ? <Loading label="Loading the functions" lines={7} /> : null}
      {!isLoading && rows.length > 0 ? (
        <FunctionTreeView
          ref={treeRef}
          workspaceId={workspaceId}
          currentId={currentId}
          functions={functions}
          rows={rows}
        />
      ) : null}
      {!isLoading && rows.length === 0 ? (
        <NothingListed isFiltered={functions.length > 0} onShowAll={() => setFilter('')} />
      ) : null}
    </aside>
  );
}

type NothingListedProps = { readonly isFiltered: boolean; readonly onShowAll: () => void };

function NothingListed({ isFiltered, onShowAll }: NothingListedProps) {
  const forbidden = useForbidden('function:edit');
  if (isFiltered) {
    return (
      <EmptyState
        isCompact
        icon={Search}
        title="Nothing matches"
        actions={<Button onClick={onShowAll}>Show all functions</Button>}
      >
        No function has this in its name, folder or tags.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      isCompact
      icon={SquareFunction}
      title="No functions yet"
      actions={
        <Button
          look="soft"
          icon={Plus}
          disabledReason={forbidden}
          onClick={() => openFunctionDialog({ kind: 'new', folder: '' })}
        >
          New function
        </Button>
      }
    >
      Write one in R, Julia or Python; its form is made from its parameters.
    </EmptyState>
  );
}
