import { Pencil, Trash2 } from 'lucide-react';

import type { RoleView } from '#shared/access/people-server-api.ts';

import { IconButton } from '../../ui/icon-button.tsx';

export type RoleHeadProps = {
  readonly name: string;
  /** Null for one that is being made. */
  readonly role: RoleView | null;
  readonly canChange: boolean;
  readonly isDraft: boolean;
  readonly onEdit: (role: RoleView) => void;
  readonly onRemove: (role: RoleView) => void;
};

export function RoleHead({ name, role, canChange, isDraft, onEdit, onRemove }: RoleHeadProps) {
  const users = role?.users ?? 0;
  return (
    <th scope="col" className={`role-head${isDraft ? ' role-cell-draft' : ''}`}>
      <span className="role-name" title={role?.description}>
        {name}
      </span>
      <span className="role-users">
        {users === 1 ? '1 person' : `${String(users)} people`}
        {canChange && role !== null ? (
          <>
            <IconButton isSmall label={`Change the role ${name}`} icon={Pencil} onClick={() => onEdit(role)} />
            <IconButton
              isSmall
              label={`Remove the role ${name}`}
              icon={Trash2}
              disabledReason={users > 0 ? 'Give the people who have it another role first' : undefined}
              onClick={() => onRemove(role)}
            />
          </>
        ) : null}
      </span>
    </th>
  );
}
