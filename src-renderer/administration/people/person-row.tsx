import type { RoleView, UserView } from '#shared/access/people-server-api.ts';

import { formatMoment } from '../format-moment.ts';
import { roleName } from '../role-names.ts';
import type { Viewer } from '../viewer.ts';
import type { PersonTask } from './person-dialogs.tsx';
import { PersonMenu } from './person-menu.tsx';

export type PersonRowProps = {
  readonly viewer: Viewer;
  readonly person: UserView;
  readonly roles: readonly RoleView[];
  readonly onTask: (task: PersonTask) => void;
  readonly onDone: () => void;
};

export function PersonRow({ viewer, person, roles, onTask, onDone }: PersonRowProps) {
  const { id, name, email, roleIds, role, lastSignInAt, openSessions } = person;
  const shown = roleIds.length === 0 ? [role] : roleIds;
  return (
    <tr>
      <td>
        <span className="admin-name">
          {name}
          {id === viewer.me.user.id ? <span className="chip">you</span> : null}
        </span>
        <span className="admin-sub">{email}</span>
      </td>
      <td className="admin-wrap">{shown.map((roleId) => roleName(roles, roleId)).join(', ')}</td>
      <td>
        <PersonStatus person={person} />
      </td>
      <td>
        {person.hasSecondFactor ? <span className="chip chip-ok">On</span> : <span className="admin-sub">none</span>}
      </td>
      <td className="num">{lastSignInAt === null ? 'never' : formatMoment(lastSignInAt)}</td>
      <td className="admin-number">{openSessions}</td>
      <td className="admin-actions">
        <PersonMenu viewer={viewer} person={person} onTask={onTask} onDone={onDone} />
      </td>
    </tr>
  );
}

function PersonStatus({ person }: { readonly person: UserView }) {
  if (person.isDeleted) return <span className="chip">Removed</span>;
  switch (person.status) {
    case 'active':
      return <span className="chip chip-ok">Active</span>;
    case 'suspended':
      return <span className="chip chip-warn">Suspended</span>;
    case 'inactive':
      return <span className="chip">Inactive</span>;
    case 'invited':
      return <span className="chip chip-busy">Invited</span>;
  }
}
