import { useEffect, useEffectEvent, useState } from 'react';

import { client } from '../rpc/client.ts';
import { AccessCard } from './access-card.tsx';
import type { FoundServer } from './connect-step.ts';
import { firstProblem } from './field-problem.ts';
import { TextField } from './text-field.tsx';
import { useForm } from './use-form.ts';

export type AddressFormProps = {
  readonly typed: string;
  /** Goes on by itself, where the address is known already. */
  readonly startsAtOnce: boolean;
  readonly onFound: (server: FoundServer) => void;
  readonly onCancel: () => void;
};

/** The address of a server, or a link that one has sent. */
export function AddressForm({ typed, startsAtOnce, onFound, onCancel }: AddressFormProps) {
  const [address, setAddress] = useState(typed);
  const form = useForm();

  function send(): void {
    form.submit(
      () =>
        firstProblem([
          ['address', address.trim() !== '', 'Type the address of a server, or paste the link that you were sent.'],
        ]),
      async (signal) => onFound(await client.connections.look({ address }, { signal })),
    );
  }

  const start = useEffectEvent(() => {
    if (startsAtOnce) send();
  });
  useEffect(() => start(), []);

  return (
    <AccessCard
      title="Connect to a server"
      intro={
        <p>
          A server of your organisation gives you an account that you can use on several devices and work in with
          others. What you have on this device stays as it is, in your personal account.
        </p>
      }
      form={form}
      onSubmit={send}
      verb="Continue"
      workingText="Looking what is there…"
      back={{ label: 'Cancel', onClick: onCancel }}
    >
      <TextField
        field="address"
        label="Address or link"
        placeholder="triptych.example.org"
        hint="The link of an invitation, for a new password or for setting up a server goes here too."
        autoComplete="url"
        isFirst
        value={address}
        onChange={setAddress}
        form={form}
      />
    </AccessCard>
  );
}
