import { Checkbox, NativeSelect } from '@mantine/core';
import { useState } from 'react';

import { client } from '../rpc/client.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { FieldRow } from '../ui/field-row.tsx';
import { OnceDialog } from '../ui/once-dialog.tsx';
import { TextField } from './text-field.tsx';
import { useForm } from './use-form.ts';
import { withRecentSignIn } from './with-recent-sign-in.ts';

export type TokenDialogProps = {
  /** What the person may do, and so what a token of theirs can at most. */
  readonly held: readonly string[];
  readonly onClose: () => void;
};

const lifetimes = [
  { value: '7', label: 'A week' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '', label: 'Until it is revoked' },
];
const daysUsual = '90';

/** Makes a token and shows it, once. */
export function TokenDialog({ held, onClose }: TokenDialogProps) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [days, setDays] = useState(daysUsual);
  const [token, setToken] = useState<string | null>(null);
  const form = useForm();
  const missing =
    name.trim() === '' ? 'Type a name first' : scopes.length === 0 ? 'Choose what it may do first' : undefined;

  function send(): void {
    if (missing !== undefined) return;
    form.submit(
      () => null,
      async () => {
        const input = { name: name.trim(), scopes: [...scopes], days: days === '' ? null : Number(days) };
        const create = async () => await client.server.tokens.create(input);
        setToken((await withRecentSignIn(create)).token);
      },
    );
  }

  if (token !== null) {
    return (
      <OnceDialog
        title={`${name.trim()} is made`}
        kind="token"
        secret={token}
        hint="It is shown this once: nobody can tell it again, and whoever has it acts as you."
        onClose={onClose}
      >
        <p>Copy it to where it is used.</p>
      </OnceDialog>
    );
  }
  return (
    <FormDialog
      title="New token"
      onClose={onClose}
      width={520}
      onSubmit={send}
      verb="Make the token"
      missing={missing}
      isBusy={form.isBusy}
    >
      <TextField
        field="name"
        label="What it is for"
        placeholder="Nightly report"
        autoComplete="off"
        isFirst
        value={name}
        onChange={setName}
        form={form}
      />
      <Checkbox.Group
        label="What it may do"
        value={[...scopes]}
        onChange={setScopes}
        description="Never more than you may yourself, also later."
      >
        <div className="scope-list">
          {held.toSorted().map((permission) => (
            <Checkbox key={permission} value={permission} label={permission} size="xs" />
          ))}
        </div>
      </Checkbox.Group>
      <FieldRow label="How long it is good" controlId="token-days">
        <NativeSelect
          id="token-days"
          data={lifetimes}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
      </FieldRow>
      {form.problem === null ? null : (
        <p className="field-error" role="alert">
          {form.problem.sentence}
        </p>
      )}
    </FormDialog>
  );
}
