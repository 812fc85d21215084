import './share-dialog.css';

import { Select } from '@mantine/core';
import { useState } from 'react';

import { userEntity } from '#shared/tenancy/tenancy-entities.ts';
import type { UserRecord } from '#shared/tenancy/tenancy-entities.ts';
import { workspaceMemberEntity, workspaceRoles } from '#shared/workspaces/workspace-entities.ts';
import type { WorkspaceRecord, WorkspaceRole } from '#shared/workspaces/workspace-entities.ts';

import { useRecords } from '../live/use-records.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { MemberRow } from './member-row.tsx';
import { roleTexts } from './role-texts.ts';
import { useAppInfo } from './use-app-info.ts';
import { addMember } from './workspace-actions.ts';
import { closeWorkspaceDialog } from './workspace-store.ts';

/** Who works in a workspace, and as what. Only whoever may share it changes that; the server asks again. */
export function ShareDialog({ workspace }: { readonly workspace: WorkspaceRecord }) {
  const { permissions } = useAppInfo();
  const { records: members } = useRecords(workspaceMemberEntity, { where: { workspaceId: workspace.id } });
  const { records: users } = useRecords(userEntity, { order: [{ field: 'name', direction: 'up' }] });
  const forbidden = permissions.includes('workspace:share')
    ? undefined
    : 'Your role may not share workspaces; ask whoever runs your organisation';
  const nameOf = (userId: string): string => users.find(({ id }) => id === userId)?.name ?? 'Somebody';
  const sorted = members.toSorted((left, right) => nameOf(left.userId).localeCompare(nameOf(right.userId)));
  const others = users.filter((user) => isInvitable(user) && members.every(({ userId }) => userId !== user.id));
  return (
    <Dialog
      title={`Share ${workspace.name}`}
      isOpen
      width={540}
      onClose={closeWorkspaceDialog}
      actions={
        <Button look="primary" onClick={closeWorkspaceDialog}>
          Done
        </Button>
      }
    >
      <AddMember workspace={workspace} people={others} isAlone={users.length < 2} forbidden={forbidden} />
      {members.length > 1 ? null : (
        <p className="share-note">
          Whoever you add gets its functions with their releases, attached files and shared results, its projects and
          their history. Other runs, and files that functions read and write, stay on the device that made them.
        </p>
      )}
      <ul className="share-members" aria-label="Members">
        {sorted.map((member) => (
          <MemberRow
            key={member.id}
            member={member}
            name={nameOf(member.userId)}
            isOwner={member.userId === workspace.ownerId}
            forbidden={forbidden}
          />
        ))}
      </ul>
    </Dialog>
  );
}

type AddMemberProps = {
  readonly workspace: WorkspaceRecord;
  readonly people: readonly UserRecord[];
  /** Whether there is nobody in the organisation but who asks. */
  readonly isAlone: boolean;
  readonly forbidden: string | undefined;
};

function AddMember({ workspace, people, isAlone, forbidden }: AddMemberProps) {
  const [userId, setUserId] = useState<string | null>(null);
  const [role, setRole] = useState<WorkspaceRole>('editor');
  const person = people.find(({ id }) => id === userId);
  const nobody = isAlone ? 'Nobody else is in your organisation yet' : 'Everybody is here already';
  const missing = forbidden ?? (person === undefined ? 'Choose a person first' : undefined);
  return (
    <div className="share-add">
      <Select
        data-autofocus
        aria-label="Person"
        placeholder={people.length === 0 ? nobody : 'Choose a person'}
        searchable
        // With the focus it would open over what is said below; it opens when one types.
        openOnFocus={false}
        nothingFoundMessage={people.length === 0 ? nobody : 'Nobody of that name is in your organisation'}
        data={people.map(({ id, name, email }) => ({ value: id, label: `${name}, ${email}` }))}
        value={person === undefined ? null : userId}
        onChange={setUserId}
      />
      <Select
        aria-label="As what"
        allowDeselect={false}
        data={workspaceRoles.map((value) => ({ value, label: roleTexts[value] }))}
        value={role}
        onChange={(value) => setRole(workspaceRoles.find((one) => one === value) ?? role)}
      />
      <Button
        disabledReason={missing}
        onClick={() => {
          if (person === undefined) return;
          void addMember(workspace, person, role);
          setUserId(null);
        }}
      >
        Add
      </Button>
    </div>
  );
}

function isInvitable({ status, isSystem }: UserRecord): boolean {
  return !isSystem && (status === 'active' || status === 'invited');
}
