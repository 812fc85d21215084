import { useState } from 'react';

import { emailSchema } from '#shared/tenancy/tenancy-inputs.ts';

import { client } from '../rpc/client.ts';
import { AccessCard } from './access-card.tsx';
import type { FoundServer } from './connect-step.ts';
import { firstProblem } from './field-problem.ts';
import { emailText } from './form-texts.ts';
import { TextField } from './text-field.tsx';
import { useForm } from './use-form.ts';

export type ForgottenFormProps = {
  readonly server: FoundServer;
  readonly email: string;
  /** Has a link that came by mail. */
  readonly onLink: () => void;
  readonly onBack: (email: string) => void;
};

/** Asks for a link for a new password. */
export function ForgottenForm({ server, email: known, onLink, onBack }: ForgottenFormProps) {
  const [email, setEmail] = useState(known);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm();
  const { address } = server;

  function send(): void {
    if (sentTo !== null) return onLink();
    form.submit(
      () => firstProblem([['email', emailSchema.safeParse(email.trim()).success, emailText]]),
      async (signal) => {
        await client.connections.requestReset({ address, email: email.trim() }, { signal });
        setSentTo(email.trim());
      },
    );
  }

  return (
    <AccessCard
      title="Forgotten password"
      server={address}
      intro={
        sentTo === null ? (
          <p>The server sends you a link with which you set a new one.</p>
        ) : (
          <p role="status">
            If there is somebody with the e-mail {sentTo}, a link is on its way. It works once, within the hour. Copy it
            from the mail and paste it on the next page.
          </p>
        )
      }
      form={form}
      onSubmit={send}
      verb={sentTo === null ? 'Send the link' : 'Paste the link'}
      workingText="Asking for the link…"
      back={{ label: 'Back', onClick: () => onBack(email) }}
    >
      {sentTo === null ? (
        <TextField
          field="email"
          label="E-mail"
          autoComplete="username"
          isEmail
          isFirst
          value={email}
          onChange={setEmail}
          form={form}
        />
      ) : null}
    </AccessCard>
  );
}
