import { Radio } from '@mantine/core';
import { useId, useState } from 'react';

import { emailSchema } from '#shared/tenancy/tenancy-inputs.ts';

import { client } from '../rpc/client.ts';
import { AccessCard } from './access-card.tsx';
import type { FoundServer, HalfSignIn } from './connect-step.ts';
import { enterAccount } from './enter-account.ts';
import { firstProblem } from './field-problem.ts';
import { emailText } from './form-texts.ts';
import { PasswordField } from './password-field.tsx';
import { TextField } from './text-field.tsx';
import { useFirstFocus } from './use-first-focus.ts';
import { useForm } from './use-form.ts';

export type SignInFormProps = {
  readonly server: FoundServer;
  readonly email: string;
  /** What to say first, as after a new password was set. */
  readonly note: string | null;
  readonly onForgotten: (email: string) => void;
  /** The password was right, and a code is asked for. */
  readonly onHalf: (half: HalfSignIn) => void;
  readonly onBack: () => void;
};

type Tenants = readonly { readonly slug: string; readonly name: string }[];

export function SignInForm({ server, email: known, note, onForgotten, onHalf, onBack }: SignInFormProps) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [tenants, setTenants] = useState<Tenants | null>(null);
  const [slug, setSlug] = useState<string | null>(null);
  const form = useForm();
  const { address } = server;

  function change(set: (value: string) => void): (value: string) => void {
    return (value) => {
      set(value);
      setTenants(null); // They were found with the other e-mail and password.
      setSlug(null);
    };
  }

  async function signIn(): Promise<void> {
    await enterAccount(async () => {
      const given = { address, email: email.trim(), password };
      const answer = await client.connections.signIn(slug === null ? given : { ...given, slug });
      if (answer.kind === 'choose-tenant') {
        setTenants(answer.tenants);
        setSlug(answer.tenants[0]?.slug ?? null);
      } else if (answer.kind !== 'signed-in') onHalf(answer);
      return answer;
    });
  }

  function send(): void {
    form.submit(
      () =>
        firstProblem([
          ['email', emailSchema.safeParse(email.trim()).success, emailText],
          ['password', password !== '', 'Type your password.'],
        ]),
      signIn,
    );
  }

  return (
    <AccessCard
      title="Sign in"
      server={address}
      intro={note === null ? undefined : <p role="status">{note}</p>}
      form={form}
      onSubmit={send}
      verb="Sign in"
      workingText="Signing in…"
      back={{ label: 'Back', onClick: onBack }}
    >
      <TextField
        field="email"
        label="E-mail"
        autoComplete="username"
        isEmail
        isFirst={known === ''}
        value={email}
        onChange={change(setEmail)}
        form={form}
      />
      <PasswordField
        field="password"
        label="Password"
        isFirst={known !== ''}
        value={password}
        onChange={change(setPassword)}
        form={form}
      />
      {tenants === null ? null : <TenantChoice tenants={tenants} slug={slug} onChoose={setSlug} />}
      {server.sendsMail ? (
        <button type="button" className="text-button" onClick={() => onForgotten(email)}>
          Forgotten password
        </button>
      ) : (
        <p className="field-hint">
          Forgotten your password? This server sends no mail: ask your administrator to set a new one.
        </p>
      )}
    </AccessCard>
  );
}

type TenantChoiceProps = {
  readonly tenants: Tenants;
  readonly slug: string | null;
  readonly onChoose: (slug: string) => void;
};

function TenantChoice({ tenants, slug, onChoose }: TenantChoiceProps) {
  const firstId = useId();
  useFirstFocus(firstId, true);
  return (
    <Radio.Group
      label="Your organisation"
      description="You are in several with this e-mail and password. Each is an account of its own on this device."
      value={slug}
      onChange={onChoose}
      className="access-choice"
      role="radiogroup"
    >
      {tenants.map((tenant, index) => (
        <Radio
          key={tenant.slug}
          value={tenant.slug}
          label={tenant.name}
          description={tenant.slug}
          id={index === 0 ? firstId : undefined}
        />
      ))}
    </Radio.Group>
  );
}
