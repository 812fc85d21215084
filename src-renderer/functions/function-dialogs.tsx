import { Suspense, lazy } from 'react';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { FolderDialog } from './folder-dialog.tsx';
import { moveFolder, moveFunction } from './function-actions.ts';
import { addNewFolder, closeFunctionDialog, useFunctionDialog } from './function-store.ts';
import { joinPath, lastPart, listFolders, parentOf } from './function-tree.ts';
import { NewFunctionDialog } from './new-function-dialog.tsx';
import { ReleaseDialog } from './release-dialog.tsx';
import { useFunctions } from './use-functions.ts';

// It brings the editor along, which the frame must not wait for.
const VersionsDialog = lazy(async () => ({ default: (await import('./versions-dialog.tsx')).VersionsDialog }));

export type FunctionDialogsProps = { readonly workspaceId: string };

/** Whichever dialog about functions is open. */
export function FunctionDialogs({ workspaceId }: FunctionDialogsProps) {
  const dialog = useFunctionDialog();
  const { functions } = useFunctions(workspaceId);
  const folders = listFolders(functions);
  if (dialog === null) return null;
  switch (dialog.kind) {
    case 'new':
      return (
        <NewFunctionDialog workspaceId={workspaceId} folder={dialog.folder} folders={folders} functions={functions} />
      );
    case 'new-folder':
      return (
        <FolderDialog
          title="New folder"
          verb="Create folder"
          folder={dialog.parent === '' ? '' : `${dialog.parent}/`}
          folders={[]}
          hint="Folders within folders are written with a slash: Survival/Cox."
          onChoose={(path) => {
            addNewFolder(path);
            closeFunctionDialog();
          }}
        />
      );
    case 'move-folder':
      return (
        <FolderDialog
          title={`Move ${lastPart(dialog.path)}`}
          verb="Move"
          folder={parentOf(dialog.path)}
          folders={folders.filter((path) => path !== dialog.path && !path.startsWith(`${dialog.path}/`))}
          hint="Into which folder it goes; empty is the top of the workspace."
          mayBeEmpty
          onChoose={(path) => {
            void moveFolder(functions, dialog.path, joinPath(path, lastPart(dialog.path)));
            closeFunctionDialog();
          }}
        />
      );
    case 'move':
    case 'release':
    case 'versions': {
      const record = functions.find(({ id }) => id === dialog.functionId);
      return record === undefined ? null : <DialogOfFunction kind={dialog.kind} record={record} folders={folders} />;
    }
  }
}

type DialogOfFunctionProps = {
  readonly kind: 'move' | 'release' | 'versions';
  readonly record: FunctionRecord;
  readonly folders: readonly string[];
};

function DialogOfFunction({ kind, record, folders }: DialogOfFunctionProps) {
  if (kind === 'release') return <ReleaseDialog record={record} />;
  if (kind === 'versions') {
    return (
      <Suspense>
        <VersionsDialog record={record} />
      </Suspense>
    );
  }
  return (
    <FolderDialog
      title={`Move ${record.name}`}
      verb="Move"
      folder={record.folder}
      folders={folders}
      hint="A folder that is not there yet is made; empty is the top of the workspace."
      mayBeEmpty
      onChoose={(path) => void moveFunction(record, path).then(closeFunctionDialog)}
    />
  );
}
