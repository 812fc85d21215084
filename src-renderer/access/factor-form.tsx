import { useState } from 'react';

import { client } from '../rpc/client.ts';
import { AccessCard } from './access-card.tsx';
import { AuthenticatorCode } from './authenticator-code.tsx';
import { CodeField } from './code-field.tsx';
import type { FactorStep } from './connect-step.ts';
import { enterAccount } from './enter-account.ts';
import { firstProblem } from './field-problem.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { useForm } from './use-form.ts';

export type FactorFormProps = { readonly step: FactorStep; readonly onBack: () => void };

type Kept = { readonly accountId: string; readonly codes: readonly string[] };

/** Setting up a second factor, where the organisation demands one, before anything else is reached. */
export function FactorForm({ step, onBack }: FactorFormProps) {
  const { server, id, tenantName, email, authenticator } = step;
  const [code, setCode] = useState('');
  const [kept, setKept] = useState<Kept | null>(null);
  const form = useForm();
  if (kept !== null) return <KeepCodes step={step} kept={kept} />;

  function send(): void {
    form.submit(
      () => firstProblem([['code', code.trim() !== '', 'Type the code that your authenticator shows.']]),
      async () => {
        const { accountId, recoveryCodes: codes } = await client.connections.setUpFactor({ id, code });
        setKept({ accountId, codes });
      },
    );
  }

  return (
    <AccessCard
      title="Set up a second factor"
      server={server.address}
      intro={
        <>
          <p>
            {tenantName} demands one: after your password, a code of an authenticator on your telephone is asked for.
          </p>
          <p>You sign in as {email}.</p>
        </>
      }
      form={form}
      onSubmit={send}
      verb="Confirm and sign in"
      workingText="Signing in…"
      back={{ label: 'Back', onClick: onBack }}
    >
      <AuthenticatorCode authenticator={authenticator} />
      <CodeField takesRecovery={false} isFirst value={code} onChange={setCode} form={form} />
    </AccessCard>
  );
}

function KeepCodes({ step, kept }: { readonly step: FactorStep; readonly kept: Kept }) {
  const { server, email, tenantName } = step;
  const form = useForm();
  function goOn(): void {
    form.submit(
      () => null,
      async () =>
        await enterAccount(async () => {
          await client.accounts.switch({ id: kept.accountId });
          return { kind: 'signed-in' };
        }),
    );
  }
  return (
    <AccessCard
      title="Keep your recovery codes"
      server={server.address}
      intro={<p>Your second factor is set up, and you are signed in.</p>}
      form={form}
      onSubmit={goOn}
      verb="I have kept them"
      workingText="Opening the account…"
    >
      <RecoveryCodes isFirst codes={kept.codes} owner={`${email} in ${tenantName}`} />
    </AccessCard>
  );
}
