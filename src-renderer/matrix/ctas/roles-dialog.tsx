import { TextInput } from '@mantine/core';
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';

import type { ProjectRoleRecord } from '#shared/matrix/cta-entities.ts';
import { createEdit, patchEdit, removeEdit } from '#shared/matrix/model-edits.ts';
import { newRole, rankAfter } from '#shared/matrix/new-records.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FieldRow } from '../../ui/field-row.tsx';
import { fieldTexts } from '../../ui/field-texts.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { moveRole } from './role-actions.ts';
import { EditText } from '../nested-matrix/edit-text.tsx';
import { newId } from '../new-id.ts';
import { editProject } from '../use-project.ts';

export type RolesDialogProps = {
  readonly projectId: string;
  readonly model: ProjectModel;
  readonly isEditable: boolean;
  /** The role whose name is to be typed first; null is a new one. */
  readonly startId: string | null;
  readonly onClose: () => void;
};

/** Who acts: their names, what they are, and their order. */
export function RolesDialog({ projectId, model, isEditable, startId, onClose }: RolesDialogProps) {
  const [name, setName] = useState('');
  // The dialog moves the focus to its first field; the wanted one is asked for after that.
  useEffect(() => {
    if (startId === null) return undefined;
    const frame = requestAnimationFrame(() => document.getElementById(`role-${startId}`)?.focus());
    return () => cancelAnimationFrame(frame);
  }, [startId]);

  function add(): void {
    if (name.trim() === '') return;
    const draft = newRole({ name: name.trim(), rank: rankAfter(model.roles) });
    void editProject(projectId, [createEdit('projectRole', newId(), draft)], { label: `Add role ${name.trim()}` });
    setName('');
  }

  return (
    <Dialog title="Roles" isOpen onClose={onClose} width={620} actions={<Button onClick={onClose}>Done</Button>}>
      {model.roles.length === 0 ? (
        <p className="dialog-note">
          A role is who acts: a viewer, an editor, the support. Each becomes a column of the matrix.
        </p>
      ) : (
        <ul className="roles-list">
          {model.roles.map((role, index) => (
            <RoleRow
              key={role.id}
              projectId={projectId}
              role={role}
              isEditable={isEditable}
              isFirst={index === 0}
              isLast={index === model.roles.length - 1}
            />
          ))}
        </ul>
      )}
      {isEditable ? (
        <FieldRow label="New role" controlId="new-role">
          <TextInput
            id="new-role"
            {...fieldTexts({ hint: 'Enter adds it; type the next one then.' })}
            data-autofocus
            maxLength={255}
            dir="auto"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
              event.preventDefault();
              add();
            }}
          />
        </FieldRow>
      ) : null}
    </Dialog>
  );
}

type RoleRowProps = {
  readonly projectId: string;
  readonly role: ProjectRoleRecord;
  readonly isEditable: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
};

function RoleRow({ projectId, role, isEditable, isFirst, isLast }: RoleRowProps) {
  const { id, name, description } = role;
  return (
    <li className="roles-row">
      <EditText
        id={`role-${id}`}
        label={`Name of ${name}`}
        value={name}
        isNeeded
        isReadOnly={!isEditable}
        charsMax={255}
        onCommit={(next, undoGroup) =>
          void editProject(projectId, [patchEdit('projectRole', id, { name: next })], {
            label: `Rename ${name} to ${next}`,
            undoGroup,
          })
        }
      />
      <EditText
        label={`Description of ${name}`}
        placeholder="Who is it?"
        value={description}
        isReadOnly={!isEditable}
        onCommit={(next, undoGroup) =>
          void editProject(projectId, [patchEdit('projectRole', id, { description: next })], {
            label: `Describe ${name}`,
            undoGroup,
          })
        }
      />
      {isEditable ? (
        <>
          <IconButton
            label={`Move ${name} up`}
            icon={ArrowUp}
            disabledReason={isFirst ? 'It is the first' : undefined}
            onClick={() => moveRole(projectId, id, -1)}
          />
          <IconButton
            label={`Move ${name} down`}
            icon={ArrowDown}
            disabledReason={isLast ? 'It is the last' : undefined}
            onClick={() => moveRole(projectId, id, 1)}
          />
          <IconButton
            label={`Delete ${name}`}
            icon={Trash2}
            onClick={() =>
              void editProject(projectId, [removeEdit('projectRole', id)], { label: `Delete role ${name}` })
            }
          />
        </>
      ) : null}
    </li>
  );
}
