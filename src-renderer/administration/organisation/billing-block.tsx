import { TextInput } from '@mantine/core';
import { useState } from 'react';

import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { ProblemLine } from '../problem-line.tsx';
import { useAct } from '../use-act.ts';

type Billing = Awaited<ReturnType<typeof client.server.tenant.billing>>;

/** Whom the organisation is billed to. Looking at it is written down, so it is read when it is asked for. */
export function BillingBlock() {
  const [billing, setBilling] = useState<Billing | null>(null);
  const { isBusy, problem, act } = useAct();
  async function show(): Promise<void> {
    setBilling((await act(async () => await client.server.tenant.billing({}))) ?? null);
  }
  return (
    <section className="admin-block" aria-labelledby="organisation-billing">
      <h2 id="organisation-billing">Billing</h2>
      {billing === null ? (
        <>
          <p className="admin-block-note">
            Whom the organisation is billed to is sealed in the database, and looking at it is written into the audit.
          </p>
          <div className="admin-form-actions">
            <Button isBusy={isBusy} onClick={() => void show()}>
              Show it
            </Button>
          </div>
          <ProblemLine problem={problem} />
        </>
      ) : (
        <BillingForm billing={billing} onSaved={setBilling} />
      )}
    </section>
  );
}

const fields = [
  { key: 'company', label: 'Company' },
  { key: 'email', label: 'E-mail for invoices' },
  { key: 'address', label: 'Address' },
  { key: 'country', label: 'Country' },
  { key: 'vatNumber', label: 'VAT number' },
  { key: 'reference', label: 'Your reference' },
] as const;

type BillingFormProps = { readonly billing: Billing; readonly onSaved: (billing: Billing) => void };

function BillingForm({ billing, onSaved }: BillingFormProps) {
  const [draft, setDraft] = useState(billing);
  const { isBusy, problem, act } = useAct();
  const isSame = JSON.stringify(draft) === JSON.stringify(billing);
  async function save(): Promise<void> {
    if (isSame) return;
    if ((await act(async () => await client.server.tenant.setBilling({ billingInfo: draft }))) === undefined) return;
    showDone('The billing information is saved');
    onSaved(draft);
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
        {fields.map(({ key, label }) => {
          const value = draft[key];
          return (
            <TextInput
              key={key}
              label={label}
              value={typeof value === 'string' ? value : ''}
              maxLength={1000}
              onChange={(event) => setDraft({ ...draft, [key]: event.currentTarget.value })}
            />
          );
        })}
      </div>
      <ProblemLine problem={problem} />
      <div className="admin-form-actions">
        <Button
          type="submit"
          look="primary"
          isBusy={isBusy}
          disabledReason={isSame ? 'Nothing has changed' : undefined}
        >
          Save billing
        </Button>
      </div>
    </form>
  );
}
