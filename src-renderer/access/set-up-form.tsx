import { useState } from 'react';

import { emailSchema, slugSchema } from '#shared/tenancy/tenancy-inputs.ts';
import { lengthWeakness } from '#shared/access/password-rules.ts';

import { client } from '../rpc/client.ts';
import { AccessCard } from './access-card.tsx';
import type { FoundServer } from './connect-step.ts';
import { enterAccount } from './enter-account.ts';
import { firstProblem } from './field-problem.ts';
import type { FieldProblem } from './field-problem.ts';
import { emailText, shortText } from './form-texts.ts';
import { PasswordField } from './password-field.tsx';
import { proposeSlug } from './propose-slug.ts';
import { TextField } from './text-field.tsx';
import { useForm } from './use-form.ts';

export type SetUpFormProps = {
  readonly server: FoundServer;
  readonly link: { readonly id: string; readonly secret: string };
  readonly onBack: () => void;
};

type Typed = {
  readonly tenantName: string;
  /** Null as long as the one is taken that the name gives. */
  readonly slug: string | null;
  readonly name: string;
  readonly email: string;
  readonly password: string;
};

const nothing: Typed = { tenantName: '', slug: null, name: '', email: '', password: '' };

/** The first start of a server: its first organisation, and who looks after it. */
export function SetUpForm({ server, link, onBack }: SetUpFormProps) {
  const [typed, setTyped] = useState(nothing);
  const form = useForm();
  const { address } = server;
  const slug = typed.slug ?? proposeSlug(typed.tenantName);
  const set = (field: keyof Typed) => (value: string) => setTyped((before) => ({ ...before, [field]: value }));

  function send(): void {
    form.submit(
      () => problemOf({ ...typed, slug }),
      async () => {
        const { tenantName, name, email, password } = typed;
        const { id, secret } = link;
        await enterAccount(async () =>
          client.connections.setUp({ address, id, secret, tenantName, slug, name, email: email.trim(), password }),
        );
      },
    );
  }

  return (
    <AccessCard
      title="Set up this server"
      server={address}
      intro={<p>Nobody is here yet. You become the administrator of its first organisation, and of the server.</p>}
      form={form}
      onSubmit={send}
      verb="Set up and sign in"
      workingText="Setting up…"
      back={{ label: 'Back', onClick: onBack }}
    >
      <TextField
        field="tenantName"
        label="Organisation"
        autoComplete="organization"
        isFirst
        value={typed.tenantName}
        onChange={set('tenantName')}
        form={form}
      />
      <TextField
        field="slug"
        label="Short name"
        hint="For commands, and to choose where somebody is in several: small letters, digits and single hyphens."
        autoComplete="off"
        value={slug}
        onChange={set('slug')}
        form={form}
      />
      <TextField
        field="name"
        label="Your name"
        autoComplete="name"
        value={typed.name}
        onChange={set('name')}
        form={form}
      />
      <TextField
        field="email"
        label="E-mail"
        autoComplete="username"
        isEmail
        value={typed.email}
        onChange={set('email')}
        form={form}
      />
      <PasswordField
        field="password"
        label="Password"
        isNew
        value={typed.password}
        onChange={set('password')}
        form={form}
      />
    </AccessCard>
  );
}

function problemOf({
  tenantName,
  slug,
  name,
  email,
  password,
}: Typed & { readonly slug: string }): FieldProblem | null {
  return firstProblem([
    ['tenantName', tenantName.trim().length >= 2, 'Type the name of your organisation; two characters at least.'],
    ['slug', slugSchema.safeParse(slug).success, 'Small letters, digits and single hyphens between them, please.'],
    ['name', name.trim() !== '', 'Type your name.'],
    ['email', emailSchema.safeParse(email.trim()).success, emailText],
    ['password', lengthWeakness(password) === undefined, shortText],
  ]);
}
