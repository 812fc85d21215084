import { TextInput } from '@mantine/core';
import { useState } from 'react';

import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { ProblemLine } from '../problem-line.tsx';
import { slugProblem } from '../slug.ts';
import { useAct } from '../use-act.ts';

export type NameFormProps = {
  readonly name: string;
  readonly slug: string;
  readonly mayEdit: boolean;
  readonly onDone: () => void;
};

export function NameForm({ name: nameNow, slug: slugNow, mayEdit, onDone }: NameFormProps) {
  const [name, setName] = useState(nameNow);
  const [slug, setSlug] = useState(slugNow);
  const { isBusy, problem, act } = useAct();
  const wrongSlug = slugProblem(slug);
  const reason = !mayEdit
    ? 'Your role may not change it'
    : name.trim().length < 2
      ? 'A name has two letters at least'
      : (wrongSlug ?? (name.trim() === nameNow && slug === slugNow ? 'Nothing has changed' : undefined));
  async function save(): Promise<void> {
    if (reason !== undefined) return;
    if ((await act(async () => await client.server.tenant.edit({ name: name.trim(), slug }))) === undefined) return;
    showDone('The organisation is renamed');
    onDone();
  }
  return (
    <form
      className="admin-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className="admin-pair">
        <TextInput
          label="Name"
          description="As everybody sees it."
          value={name}
          maxLength={255}
          readOnly={!mayEdit}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Short name"
          description="Typed at signing in by who belongs to several."
          value={slug}
          error={wrongSlug}
          maxLength={100}
          readOnly={!mayEdit}
          onChange={(event) => setSlug(event.currentTarget.value.toLowerCase())}
        />
      </div>
      <ProblemLine problem={problem} />
      <div className="admin-form-actions">
        <Button type="submit" look="primary" isBusy={isBusy} disabledReason={reason}>
          Save name
        </Button>
      </div>
    </form>
  );
}
