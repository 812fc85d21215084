import { Select } from '@mantine/core';

import type { RecordOf } from '#shared/schema/entity.ts';
import { workspaceRoles } from '#shared/workspaces/workspace-entities.ts';
import type { workspaceMemberEntity } from '#shared/workspaces/workspace-entities.ts';

import { Button } from '../ui/button.tsx';
import { roleTexts } from './role-texts.ts';
import { changeMember, removeMember } from './workspace-actions.ts';

export type MemberRowProps = {
  readonly member: RecordOf<typeof workspaceMemberEntity>;
  readonly name: string;
  /** Whose workspace it is: they stay in it. */
  readonly isOwner: boolean;
  /** Why nothing can be changed here. */
  readonly forbidden: string | undefined;
};

export function MemberRow({ member, name, isOwner, forbidden }: MemberRowProps) {
  return (
    <li>
      <span className="share-name">{name}</span>
      {isOwner || forbidden !== undefined ? (
        <span className="share-role">{roleTexts[member.role]}</span>
      ) : (
        <Select
          aria-label={`What ${name} is here`}
          allowDeselect={false}
          data={workspaceRoles.map((value) => ({ value, label: roleTexts[value] }))}
          value={member.role}
          onChange={(value) => {
            const role = workspaceRoles.find((one) => one === value);
            if (role !== undefined) void changeMember(member, name, role);
          }}
        />
      )}
      <Button
        look="quiet"
        aria-label={`Remove ${name}`}
        disabledReason={forbidden ?? (isOwner ? 'Whose workspace it is stays in it' : undefined)}
        onClick={() => void removeMember(member, name)}
      >
        Remove
      </Button>
    </li>
  );
}
