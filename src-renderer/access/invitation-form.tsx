import { useState } from 'react';

import { lengthWeakness } from '#shared/access/password-rules.ts';

import { client } from '../rpc/client.ts';
import { AccessCard } from './access-card.tsx';
import type { FoundServer, HalfSignIn } from './connect-step.ts';
import { enterAccount } from './enter-account.ts';
import { firstProblem } from './field-problem.ts';
import { dayText } from './moment-texts.ts';
import { PasswordField } from './password-field.tsx';
import { shortText } from './form-texts.ts';
import { roleText } from './role-text.ts';
import { TextField } from './text-field.tsx';
import { KnownEmail } from './known-email.tsx';
import { useForm } from './use-form.ts';

export type InvitationFormProps = {
  readonly server: FoundServer;
  readonly link: Extract<FoundServer['link'], { readonly kind: 'invite' }>;
  /** The organisation demands a second factor, which is set up next. */
  readonly onHalf: (half: HalfSignIn) => void;
  readonly onBack: () => void;
};

/** Who invites to what, and what it takes to come. */
export function InvitationForm({ server, link, onHalf, onBack }: InvitationFormProps) {
  const [name, setName] = useState(link.name);
  const [password, setPassword] = useState('');
  const form = useForm();
  const { address } = server;
  const { id, secret, tenantName, email, invitedBy, roleNames, expiresAt } = link;

  function send(): void {
    form.submit(
      () =>
        firstProblem([
          ['name', name.trim() !== '', 'Type your name.'],
          ['password', lengthWeakness(password) === undefined, shortText],
        ]),
      async () =>
        await enterAccount(async () => {
          const answer = await client.connections.acceptInvitation({ address, id, secret, name, password });
          if (answer.kind !== 'signed-in') onHalf(answer);
          return answer;
        }),
    );
  }

  return (
    <AccessCard
      title={`Join ${tenantName}`}
      server={address}
      intro={
        <>
          <p>
            {invitedBy} invites you{roleNames.length === 0 ? '' : ` as ${roleNames.map(roleText).join(', ')}`}. The
            invitation is good until {dayText(expiresAt)}.
          </p>
          <p>You sign in with {email}.</p>
        </>
      }
      form={form}
      onSubmit={send}
      verb="Join and sign in"
      workingText="Joining…"
      back={{ label: 'Back', onClick: onBack }}
    >
      <KnownEmail email={email} />
      <TextField
        field="name"
        label="Your name"
        autoComplete="name"
        isFirst
        value={name}
        onChange={setName}
        form={form}
      />
      <PasswordField field="password" label="Password" isNew value={password} onChange={setPassword} form={form} />
    </AccessCard>
  );
}
