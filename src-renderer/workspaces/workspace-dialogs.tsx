import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';

import type { WorkspaceRecord } from '#shared/workspaces/workspace-entities.ts';

import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { FieldRow } from '../ui/field-row.tsx';
import { fieldTexts } from '../ui/field-texts.ts';
import { HistoryDialog } from './history-dialog.tsx';
import { ShareDialog } from './share-dialog.tsx';
import { useWorkspaces } from './use-workspaces.ts';
import { createWorkspace, deleteWorkspace, renameWorkspace } from './workspace-actions.ts';
import { closeWorkspaceDialog, useWorkspaceDialog } from './workspace-store.ts';

export type WorkspaceDialogsProps = { readonly workspaceId: string };

/** The dialogs that make, rename, share and delete a workspace, and set how long it keeps its history. */
export function WorkspaceDialogs({ workspaceId }: WorkspaceDialogsProps) {
  const open = useWorkspaceDialog();
  const { workspaces } = useWorkspaces();
  const workspace = workspaces.find(({ id }) => id === workspaceId);
  const next = workspaces.find(({ id }) => id !== workspaceId);
  if (open === 'create') return <NameDialog key="create" />;
  if (workspace === undefined) return null;
  if (open === 'rename') return <NameDialog key="rename" workspace={workspace} />;
  if (open === 'share') return <ShareDialog key={workspace.id} workspace={workspace} />;
  if (open === 'history') return <HistoryDialog key={workspace.id} workspace={workspace} />;
  return open === 'delete' ? <DeleteDialog workspace={workspace} next={next} /> : null;
}

type NameDialogProps = { readonly workspace?: WorkspaceRecord };

function NameDialog({ workspace }: NameDialogProps) {
  const [name, setName] = useState(workspace?.name ?? '');
  const [description, setDescription] = useState(workspace?.description ?? '');
  const missing = name.trim() === '' ? 'Type a name first' : undefined;
  const verb = workspace === undefined ? 'Create workspace' : 'Rename';
  function send(): void {
    void (workspace === undefined ? createWorkspace(name, description) : renameWorkspace(workspace, name, description));
  }
  return (
    <FormDialog
      title={workspace === undefined ? 'New workspace' : `Rename ${workspace.name}`}
      onClose={closeWorkspaceDialog}
      onSubmit={send}
      verb={verb}
      missing={missing}
    >
      <FieldRow label="Name" controlId="workspace-name">
        <TextInput
          id="workspace-name"
          data-autofocus
          maxLength={255}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </FieldRow>
      <FieldRow label="Description" controlId="workspace-description">
        <Textarea
          id="workspace-description"
          {...fieldTexts({ hint: 'What belongs here, for whoever opens it next.' })}
          rows={3}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
      </FieldRow>
    </FormDialog>
  );
}

type DeleteDialogProps = { readonly workspace: WorkspaceRecord; readonly next: WorkspaceRecord | undefined };

function DeleteDialog({ workspace, next }: DeleteDialogProps) {
  const reason = next === undefined ? 'This is the only workspace; create another one first' : undefined;
  return (
    <Dialog
      title={`Delete ${workspace.name}?`}
      isOpen
      onClose={closeWorkspaceDialog}
      actions={
        <>
          <Button onClick={closeWorkspaceDialog}>Cancel</Button>
          <Button
            look="danger"
            disabledReason={reason}
            onClick={() => {
              if (next !== undefined) void deleteWorkspace(workspace, next);
            }}
          >
            Delete workspace
          </Button>
        </>
      }
    >
      <p>
        Its functions, their versions and their history go with it. You can undo this, also after starting Triptych
        again.
      </p>
      {reason === undefined ? null : <p className="field-hint">{reason}.</p>}
    </Dialog>
  );
}
