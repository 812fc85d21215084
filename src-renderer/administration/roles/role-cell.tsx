import { Checkbox, Tooltip } from '@mantine/core';
import { Check } from 'lucide-react';

import type { Permission } from '#shared/rpc/permission-rules.ts';

import { permissionText } from './permission-texts.ts';

export type RoleCellProps = {
  readonly name: string;
  readonly permission: Permission;
  readonly isAllowed: boolean;
  readonly isDraft: boolean;
  /** Nobody gives what they do not have themselves. */
  readonly canGive: boolean;
  readonly onToggle: (permission: string) => void;
};

export function RoleCell({ name, permission, isAllowed, isDraft, canGive, onToggle }: RoleCellProps) {
  if (!isDraft) {
    return (
      <td className="role-cell">
        {isAllowed ? <Check size={15} aria-hidden className="role-yes" /> : <span aria-hidden>·</span>}
        <span className="visually-hidden">{isAllowed ? 'yes' : 'no'}</span>
      </td>
    );
  }
  const box = (
    <Checkbox
      size="xs"
      aria-label={`${name}: ${permissionText(permission)}`}
      checked={isAllowed}
      disabled={!canGive && !isAllowed}
      onChange={() => onToggle(permission)}
    />
  );
  return (
    <td className="role-cell role-cell-draft">
      {canGive ? (
        box
      ) : (
        <Tooltip label="You do not have it yourself, and so cannot give it">
          <span>{box}</span>
        </Tooltip>
      )}
    </td>
  );
}
