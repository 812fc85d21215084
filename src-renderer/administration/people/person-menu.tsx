import { Menu } from '@mantine/core';
import { Download, Ellipsis, LogOut, ShieldOff, Trash2, UserCheck, UserCog, UserMinus, UserX } from 'lucide-react';

import type { UserView } from '#shared/access/people-server-api.ts';

import { withRecentSignIn } from '../../access/with-recent-sign-in.ts';
import { saveFile } from '../../ui/save-file.ts';
import { client } from '../../rpc/client.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { attempt } from '../../workspaces/tell-failure.ts';
import type { Viewer } from '../viewer.ts';
import type { PersonTask } from './person-dialogs.tsx';

export type PersonMenuProps = {
  readonly viewer: Viewer;
  readonly person: UserView;
  readonly onTask: (task: PersonTask) => void;
  readonly onDone: () => void;
};

/** What may be done with a person. What can be taken back is done at once; the rest asks first. */
export function PersonMenu({ viewer: { may, me }, person, onTask, onDone }: PersonMenuProps) {
  const { id, name, isDeleted, status } = person;
  const isSelf = id === me.user.id;
  const isOut = isDeleted || status !== 'active';
  const mayEdit = may('user:edit');
  const items = [
    may('role:assign') && !isDeleted ? (
      <Menu.Item
        key="roles"
        leftSection={<UserCog size={14} aria-hidden />}
        onClick={() => onTask({ kind: 'roles', person })}
      >
        Roles…
      </Menu.Item>
    ) : null,
    may('session:manage') && person.openSessions > 0 ? (
      <Menu.Item
        key="sessions"
        leftSection={<LogOut size={14} aria-hidden />}
        onClick={() => onTask({ kind: 'end-sessions', person })}
      >
        End all sessions…
      </Menu.Item>
    ) : null,
    mayEdit && person.hasSecondFactor ? (
      <Menu.Item
        key="factor"
        leftSection={<ShieldOff size={14} aria-hidden />}
        onClick={() => onTask({ kind: 'reset-factor', person })}
      >
        Reset second factor…
      </Menu.Item>
    ) : null,
    mayEdit && isOut ? (
      <Menu.Item
        key="restore"
        leftSection={<UserCheck size={14} aria-hidden />}
        onClick={() => void restore(person, onDone)}
      >
        Restore
      </Menu.Item>
    ) : null,
    mayEdit && !isOut && !isSelf ? (
      <Menu.Item
        key="suspend"
        leftSection={<UserMinus size={14} aria-hidden />}
        onClick={() => void suspend(person, onDone)}
      >
        Suspend
      </Menu.Item>
    ) : null,
    may('user:erase') ? (
      <Menu.Item key="export" leftSection={<Download size={14} aria-hidden />} onClick={() => void exportData(person)}>
        Export what is stored
      </Menu.Item>
    ) : null,
    mayEdit && !isDeleted && !isSelf ? (
      <Menu.Item
        key="remove"
        data-danger
        leftSection={<UserX size={14} aria-hidden />}
        onClick={() => onTask({ kind: 'remove', person })}
      >
        Remove…
      </Menu.Item>
    ) : null,
    may('user:erase') && !isSelf ? (
      <Menu.Item
        key="erase"
        data-danger
        leftSection={<Trash2 size={14} aria-hidden />}
        onClick={() => onTask({ kind: 'erase', person })}
      >
        Erase for ever…
      </Menu.Item>
    ) : null,
  ].filter((item) => item !== null);
  if (items.length === 0) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={`Actions for ${name}`} icon={Ellipsis} />
      </Menu.Target>
      <Menu.Dropdown>{items}</Menu.Dropdown>
    </Menu>
  );
}

async function suspend(person: UserView, onDone: () => void): Promise<void> {
  const { id, name } = person;
  if ((await attempt(client.server.users.suspend({ id }))) === undefined) return;
  showDone(`${name} is suspended, and signed out everywhere`, {
    label: 'Restore',
    run: () => void restore(person, onDone),
  });
  onDone();
}

async function restore({ id, name }: UserView, onDone: () => void): Promise<void> {
  if ((await attempt(client.server.users.restore({ id }))) === undefined) return;
  showDone(`${name} may sign in again`);
  onDone();
}

async function exportData({ id, name, email }: UserView): Promise<void> {
  const data = await attempt(withRecentSignIn(async () => await client.server.users.exportData({ id })));
  if (data === undefined) return;
  saveFile(new Blob([JSON.stringify(data, undefined, 2)], { type: 'application/json' }), `${email}.json`);
  showDone(`What is stored of ${name} is saved as a file`);
}
