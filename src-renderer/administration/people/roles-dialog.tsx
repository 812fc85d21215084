import { useState } from 'react';

import type { RoleView, UserView } from '#shared/access/people-server-api.ts';

import { client } from '../../rpc/client.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ProblemLine } from '../problem-line.tsx';
import { useAct } from '../use-act.ts';
import type { Viewer } from '../viewer.ts';
import { RoleChoice } from './role-choice.tsx';

export type RolesDialogProps = {
  readonly viewer: Viewer;
  readonly roles: readonly RoleView[];
  readonly person: UserView;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

/** Which roles a person has. */
export function RolesDialog({ viewer, roles, person, onDone, onClose }: RolesDialogProps) {
  const { id, name } = person;
  const [chosen, setChosen] = useState<readonly string[]>(person.roleIds);
  const { isBusy, problem, act } = useAct();
  async function save(): Promise<void> {
    const done = await act(async () => await client.server.users.assignRoles({ id, roleIds: [...chosen] }));
    if (done !== undefined) onDone();
  }
  return (
    <FormDialog
      title={`Roles of ${name}`}
      onClose={onClose}
      onSubmit={() => void save()}
      verb="Save roles"
      isBusy={isBusy}
      missing={chosen.length === 0 ? 'Choose at least one role' : undefined}
    >
      <p className="dialog-note">Somebody with several roles may do what any of them allows. It counts at once.</p>
      <RoleChoice viewer={viewer} roles={roles} chosen={chosen} onChange={setChosen} />
      <ProblemLine problem={problem} />
    </FormDialog>
  );
}
