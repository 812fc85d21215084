import { useState } from 'react';

import type { Me } from '#shared/access/me.ts';
import { findBuiltInRole } from '#shared/tenancy/built-in-roles.ts';

import { client } from '../rpc/client.ts';
import { showDone } from '../ui/toasts.tsx';
import { firstProblem } from './field-problem.ts';
import { FormEnd } from './form-end.tsx';
import { roleText } from './role-text.ts';
import { TextField } from './text-field.tsx';
import { useForm } from './use-form.ts';

/** What one says of oneself at the server. */
export function ProfileSection({ me }: { readonly me: Me }) {
  const [name, setName] = useState(me.user.name);
  const form = useForm();
  const isChanged = name.trim() !== me.user.name;
  const roles = me.roleIds.flatMap((id) => findBuiltInRole(id)?.name ?? []).map(roleText);

  function send(): void {
    if (!isChanged) return;
    form.submit(
      () =>
        firstProblem([
          ['name', name.trim() !== '' && name.trim().length <= 255, 'Type a name of up to 255 characters.'],
        ]),
      async () => {
        await client.server.own.editProfile({ name: name.trim() });
        // The connection then tells who one is by now.
        await client.connections.tryNow();
        showDone('Your name is changed');
      },
    );
  }

  return (
    <section className="settings-section" aria-labelledby="account-profile">
      <div className="settings-head">
        <h2 id="account-profile">Profile</h2>
      </div>
      <dl className="facts">
        <dt>Organisation</dt>
        <dd>{me.tenant.name}</dd>
        <dt>E-mail</dt>
        <dd>{me.user.email}</dd>
        <dt>Role</dt>
        <dd>{roles.length === 0 ? 'A role of your organisation' : roles.join(', ')}</dd>
      </dl>
      <form
        className="access-fields access-fields-one"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <TextField field="name" label="Your name" autoComplete="name" value={name} onChange={setName} form={form} />
        <FormEnd
          verb="Save"
          isBusy={form.isBusy}
          sentence={form.problem?.field === null ? form.problem.sentence : null}
          disabledReason={isChanged ? undefined : 'Nothing is changed'}
        />
      </form>
    </section>
  );
}
