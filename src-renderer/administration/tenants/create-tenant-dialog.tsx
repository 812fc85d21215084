import { TextInput } from '@mantine/core';
import { useState } from 'react';

import { client } from '../../rpc/client.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { LinkDialog } from '../link-dialog.tsx';
import { ProblemLine } from '../problem-line.tsx';
import { slugOf, slugProblem } from '../slug.ts';
import { useAct } from '../use-act.ts';

export type CreateTenantDialogProps = { readonly onCreated: () => void; readonly onClose: () => void };

/** Makes an organisation, then shows the link for its administrator. */
export function CreateTenantDialog({ onCreated, onClose }: CreateTenantDialogProps) {
  const [name, setName] = useState('');
  const [typedSlug, setTypedSlug] = useState<string | null>(null);
  const [email, setEmail] = useState('');
  const [link, setLink] = useState<string | null>(null);
  const { isBusy, problem, act } = useAct();
  const slug = typedSlug ?? slugOf(name);
  if (link !== null) {
    return (
      <LinkDialog title={`${name.trim()} is made`} link={link} onClose={onClose}>
        <p>With this link {email} becomes its administrator. It can be used once.</p>
      </LinkDialog>
    );
  }
  const missing =
    name.trim().length < 2
      ? 'Type a name first'
      : (slugProblem(slug) ?? (email.includes('@') ? undefined : 'Type an e-mail first'));
  async function create(): Promise<void> {
    if (missing !== undefined) return;
    const draft = { name: name.trim(), slug, administratorEmail: email.trim() };
    const made = await act(async () => await client.server.tenants.create(draft));
    if (made === undefined) return;
    setLink(made.link);
    onCreated();
  }
  return (
    <FormDialog
      title="New organisation"
      onClose={onClose}
      onSubmit={() => void create()}
      verb="Make it"
      isBusy={isBusy}
      missing={missing}
    >
      <TextInput
        label="Name"
        value={name}
        maxLength={255}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="Short name"
        description="Typed at signing in by who belongs to several."
        value={slug}
        maxLength={100}
        error={slug === '' ? undefined : slugProblem(slug)}
        onChange={(event) => setTypedSlug(event.currentTarget.value.toLowerCase())}
      />
      <TextInput
        label="E-mail of its administrator"
        type="email"
        value={email}
        maxLength={320}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <ProblemLine problem={problem} />
    </FormDialog>
  );
}
