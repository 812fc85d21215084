import type { RoleView, UserView } from '#shared/access/people-server-api.ts';

import { client } from '../../rpc/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import type { Viewer } from '../viewer.ts';
import { RolesDialog } from './roles-dialog.tsx';

/** What is to be done with a person, and asks something first. */
export type PersonTask = {
  readonly kind: 'roles' | 'end-sessions' | 'reset-factor' | 'remove' | 'erase';
  readonly person: UserView;
};

export type PersonDialogsProps = {
  readonly viewer: Viewer;
  readonly roles: readonly RoleView[];
  readonly task: PersonTask | null;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

export function PersonDialogs({ viewer, roles, task, onDone, onClose }: PersonDialogsProps) {
  if (task === null) return null;
  const { kind, person } = task;
  const { id, name, email } = person;
  function finish(text: string): void {
    onClose();
    showDone(text);
    onDone();
  }
  switch (kind) {
    case 'roles':
      return (
        <RolesDialog
          viewer={viewer}
          roles={roles}
          person={person}
          onDone={() => finish(`The roles of ${name} are changed`)}
          onClose={onClose}
        />
      );
    case 'end-sessions':
      return (
        <ConfirmDialog
          title={`End all sessions of ${name}?`}
          doIt="End sessions"
          onConfirm={async () => await client.server.sessions.endOfUser({ userId: id })}
          onDone={() => finish(`${name} is signed out everywhere`)}
          onClose={onClose}
        >
          <p>
            {id === viewer.me.user.id ? 'That is you: this device is signed out too. ' : ''}
            Whoever is signed in as {name} has to sign in again. What they did on their devices stays there.
          </p>
        </ConfirmDialog>
      );
    case 'reset-factor':
      return (
        <ConfirmDialog
          title={`Reset the second factor of ${name}?`}
          doIt="Reset it"
          onConfirm={async () => await client.server.users.resetSecondFactor({ id })}
          onDone={() => finish(`${name} has no second factor any more, and is signed out everywhere`)}
          onClose={onClose}
        >
          <p>
            For who has lost both the authenticator and the recovery codes. {name} is signed out everywhere, and until a
            new one is set up the password alone signs in.
          </p>
          <p className="dialog-warning">
            Be sure that it is {name} who asks: a stranger who has the password would come in.
          </p>
        </ConfirmDialog>
      );
    case 'remove':
      return (
        <ConfirmDialog
          title={`Remove ${name}?`}
          doIt="Remove"
          onConfirm={async () => await client.server.users.remove({ id })}
          onDone={() => finish(`${name} is removed`)}
          onClose={onClose}
        >
          <p>
            {name} is signed out everywhere and can no longer sign in. It can be taken back: choose Removed above the
            list, then Restore.
          </p>
        </ConfirmDialog>
      );
    case 'erase':
      return (
        <ConfirmDialog
          title={`Erase ${name} for ever?`}
          doIt="Erase for ever"
          typed={{ label: 'To go on, type the e-mail', text: email }}
          onConfirm={async (confirmEmail) => await client.server.users.erase({ id, confirmEmail })}
          onDone={() => finish('What was stored of the person is erased')}
          onClose={onClose}
        >
          <p>
            Everything that is stored of {name} is removed for ever. What others own stays, without the name; the audit
            stays whole and no longer tells who it was.
          </p>
          <p className="dialog-warning">
            This cannot be taken back. Export what is stored first, if it may be asked for.
          </p>
        </ConfirmDialog>
      );
  }
}
