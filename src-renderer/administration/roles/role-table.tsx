import './role-table.css';

import type { RoleView } from '#shared/access/people-server-api.ts';
import { permissions } from '#shared/rpc/permission-rules.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';

import { roleName } from '../role-names.ts';
import type { Viewer } from '../viewer.ts';
import { groupPermissions, permissionText } from './permission-texts.ts';
import type { PermissionGroup } from './permission-texts.ts';
import { RoleCell } from './role-cell.tsx';
import type { RoleDraft } from './role-draft.ts';
import { RoleHead } from './role-head.tsx';

export type RoleTableProps = {
  readonly viewer: Viewer;
  readonly roles: readonly RoleView[];
  /** The role that is being changed; its column can be ticked. */
  readonly draft: RoleDraft | null;
  readonly onToggle: (permission: string) => void;
  readonly onEdit: (role: RoleView) => void;
  readonly onRemove: (role: RoleView) => void;
};

type Column = { readonly id: string; readonly name: string; readonly role: RoleView | null; readonly isDraft: boolean };

/** Every permission in a row, every role in a column. */
export function RoleTable({ viewer, roles, draft, onToggle, onEdit, onRemove }: RoleTableProps) {
  const columns = [...newColumn(draft), ...roles.toSorted(ownFirst).map((role) => columnOf(role, roles, draft))];
  return (
    // Scrolls, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="admin-table role-table" tabIndex={0} role="region" aria-label="Roles and what they allow">
      <table>
        <thead>
          <tr>
            <th scope="col">Permission</th>
            {columns.map(({ id, name, role, isDraft }) => (
              <RoleHead
                key={id}
                name={name}
                role={role}
                canChange={viewer.may('role:edit') && draft === null && role?.isBuiltIn === false}
                isDraft={isDraft}
                onEdit={onEdit}
                onRemove={onRemove}
              />
            ))}
          </tr>
        </thead>
        {groupPermissions(permissions).map((group) => (
          <GroupRows
            key={group.title}
            group={group}
            columns={columns}
            viewer={viewer}
            draft={draft}
            onToggle={onToggle}
          />
        ))}
      </table>
    </div>
  );
}

// What can be changed here stands beside the words, and not at the far end.
function ownFirst(one: RoleView, other: RoleView): number {
  return Number(one.isBuiltIn) - Number(other.isBuiltIn);
}

function newColumn(draft: RoleDraft | null): readonly Column[] {
  if (draft === null || draft.id !== null) return [];
  return [{ id: 'new', name: draft.name.trim() === '' ? 'New role' : draft.name, role: null, isDraft: true }];
}

function columnOf(role: RoleView, roles: readonly RoleView[], draft: RoleDraft | null): Column {
  const isDraft = draft !== null && draft.id === role.id;
  return { id: role.id, role, isDraft, name: isDraft ? draft.name : roleName(roles, role.id) };
}

type GroupRowsProps = Pick<RoleTableProps, 'viewer' | 'draft' | 'onToggle'> & {
  readonly group: PermissionGroup;
  readonly columns: readonly Column[];
};

function GroupRows({ group, columns, viewer, draft, onToggle }: GroupRowsProps) {
  const has = ({ role, isDraft }: Column, permission: Permission): boolean =>
    (isDraft ? draft?.permissions : role?.permissions)?.includes(permission) === true;
  return (
    <tbody>
      <tr className="role-group">
        <th scope="rowgroup" colSpan={columns.length + 1}>
          <span>{group.title}</span>
        </th>
      </tr>
      {group.permissions.map((permission) => (
        <tr key={permission}>
          <th scope="row" className="role-permission">
            {permissionText(permission)}
            <code>{permission}</code>
          </th>
          {columns.map((column) => (
            <RoleCell
              key={column.id}
              name={column.name}
              permission={permission}
              isAllowed={has(column, permission)}
              isDraft={column.isDraft}
              canGive={viewer.may(permission)}
              onToggle={onToggle}
            />
          ))}
        </tr>
      ))}
    </tbody>
  );
}
