import { NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';

import type { RoleView } from '#shared/access/people-server-api.ts';

import { client } from '../../rpc/client.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ProblemLine } from '../problem-line.tsx';
import { useAct } from '../use-act.ts';
import type { Viewer } from '../viewer.ts';
import { InvitedDialog } from './invited-dialog.tsx';
import type { Invited } from './invited-dialog.tsx';
import { RoleChoice } from './role-choice.tsx';

export type InviteDialogProps = {
  readonly viewer: Viewer;
  readonly roles: readonly RoleView[];
  readonly onInvited: () => void;
  readonly onClose: () => void;
};

const daysUsual = 7;
const daysMax = 90;

/** Invites somebody, then shows the link. */
export function InviteDialog({ viewer, roles, onInvited, onClose }: InviteDialogProps) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [days, setDays] = useState(daysUsual);
  const [chosen, setChosen] = useState<readonly string[]>(['user']);
  const [invited, setInvited] = useState<Invited | null>(null);
  const { isBusy, problem, act } = useAct();
  if (invited !== null) return <InvitedDialog invited={invited} onClose={onClose} />;

  const missing = !email.includes('@') ? 'Type an e-mail first' : chosen.length === 0 ? 'Choose a role' : undefined;
  async function invite(): Promise<void> {
    if (missing !== undefined) return;
    const draft = { email: email.trim(), name: name.trim(), roleIds: [...chosen], days };
    const made = await act(async () => await client.server.invitations.create(draft));
    if (made === undefined) return;
    setInvited(made);
    onInvited();
  }
  return (
    <FormDialog
      title="Invite somebody"
      onClose={onClose}
      width={480}
      onSubmit={() => void invite()}
      verb="Invite"
      missing={missing}
      isBusy={isBusy}
    >
      <TextInput
        label="E-mail"
        type="email"
        value={email}
        maxLength={320}
        data-autofocus
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <div className="admin-pair">
        <TextInput
          label="Name (they can change it)"
          value={name}
          maxLength={255}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NumberInput
          label="Days until it expires"
          value={days}
          min={1}
          max={daysMax}
          allowDecimal={false}
          hideControls
          clampBehavior="strict"
          onChange={(value) => setDays(Number(value) || daysUsual)}
        />
      </div>
      <RoleChoice viewer={viewer} roles={roles} chosen={chosen} onChange={setChosen} />
      <ProblemLine problem={problem} />
    </FormDialog>
  );
}
