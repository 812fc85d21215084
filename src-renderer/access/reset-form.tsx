import { useState } from 'react';

import { lengthWeakness } from '#shared/access/password-rules.ts';

import { client } from '../rpc/client.ts';
import { AccessCard } from './access-card.tsx';
import type { FoundServer } from './connect-step.ts';
import { firstProblem } from './field-problem.ts';
import { PasswordField } from './password-field.tsx';
import { shortText } from './form-texts.ts';
import { useForm } from './use-form.ts';

export type ResetFormProps = {
  readonly server: FoundServer;
  readonly link: { readonly id: string; readonly secret: string };
  readonly onDone: (email: string) => void;
  readonly onBack: () => void;
};

/** A new password by the link that came by mail. */
export function ResetForm({ server, link, onDone, onBack }: ResetFormProps) {
  const [password, setPassword] = useState('');
  const form = useForm();
  const { address } = server;

  function send(): void {
    form.submit(
      () => firstProblem([['password', lengthWeakness(password) === undefined, shortText]]),
      async () => {
        const { id, secret } = link;
        onDone((await client.connections.resetPassword({ address, id, secret, password })).email);
      },
    );
  }

  return (
    <AccessCard
      title="Set a new password"
      server={address}
      intro={<p>You are signed out everywhere, and sign in with the new one.</p>}
      form={form}
      onSubmit={send}
      verb="Set the password"
      workingText="Setting the password…"
      back={{ label: 'Back', onClick: onBack }}
    >
      <PasswordField
        field="password"
        label="New password"
        isNew
        isFirst
        value={password}
        onChange={setPassword}
        form={form}
      />
    </AccessCard>
  );
}
