import { useState } from 'react';

import { client } from '../rpc/client.ts';
import { AccessCard } from './access-card.tsx';
import { CodeField } from './code-field.tsx';
import type { CodeStep } from './connect-step.ts';
import { enterAccount } from './enter-account.ts';
import { firstProblem } from './field-problem.ts';
import { KnownEmail } from './known-email.tsx';
import { useForm } from './use-form.ts';

export type CodeFormProps = { readonly step: CodeStep; readonly onBack: () => void };

/** The second step of signing in. */
export function CodeForm({ step, onBack }: CodeFormProps) {
  const { server, id, email } = step;
  const [code, setCode] = useState('');
  const form = useForm();

  function send(): void {
    form.submit(
      () => firstProblem([['code', code.trim() !== '', 'Type the code that your authenticator shows.']]),
      async () => await enterAccount(async () => await client.connections.giveCode({ id, code })),
    );
  }

  return (
    <AccessCard
      title="Type your code"
      server={server.address}
      intro={<p>Your password is right. You have a second factor, so its code is asked for as well.</p>}
      form={form}
      onSubmit={send}
      verb="Sign in"
      workingText="Signing in…"
      back={{ label: 'Back', onClick: onBack }}
    >
      <KnownEmail email={email} />
      <CodeField takesRecovery isFirst value={code} onChange={setCode} form={form} />
      <p className="field-hint">
        Lost both the authenticator and the recovery codes? Ask your administrator to reset your second factor.
      </p>
    </AccessCard>
  );
}
