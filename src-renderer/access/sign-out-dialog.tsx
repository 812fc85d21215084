import { Radio } from '@mantine/core';
import { useState } from 'react';

import type { ConnectionState } from '#shared/access/connection-api.ts';
import type { ServerAccount } from '#shared/access/account-api.ts';

import { FormDialog } from '../ui/form-dialog.tsx';
import { useAppInfo } from '../workspaces/use-app-info.ts';
import { signOut } from './account-actions.ts';
import { askToSignOut, useIsSigningOut } from './account-store.ts';
import { TextField } from './text-field.tsx';
import { useAccounts } from './use-accounts.ts';
import { useForm } from './use-form.ts';

export type Kept = 'account' | 'copy' | 'nothing';

/** Asks what is to stay on this device before somebody is signed out. */
export function SignOutDialog({ connection }: { readonly connection: ConnectionState }) {
  const { accountId } = useAppInfo();
  const isAsked = useIsSigningOut();
  const account = useAccounts()?.accounts.find(({ id }) => id === accountId);
  if (!isAsked || account === undefined) return null;
  return <AskingDialog account={account} isReached={connection.kind === 'connected'} />;
}

function close(): void {
  askToSignOut(false);
}

const verbs: { readonly [kept in Kept]: string } = {
  account: 'Sign out',
  copy: 'Sign out and forget the account',
  nothing: 'Sign out and remove everything',
};

type AskingDialogProps = { readonly account: ServerAccount; readonly isReached: boolean };

function AskingDialog({ account, isReached }: AskingDialogProps) {
  const [kept, setKept] = useState<Kept>('account');
  const [typed, setTyped] = useState('');
  const form = useForm();
  const { tenantName, userName } = account;
  const missing =
    kept === 'nothing' && typed.trim() !== tenantName.trim() ? `Type ${tenantName} to confirm` : undefined;
  return (
    <FormDialog
      title={`Sign out of ${tenantName}?`}
      onClose={close}
      width={480}
      onSubmit={() => void signOut(kept)}
      verb={verbs[kept]}
      look={kept === 'nothing' ? 'danger' : 'primary'}
      missing={missing}
    >
      <Radio.Group
        label={`What stays of ${userName} in ${tenantName} on this device`}
        value={kept}
        onChange={(value) => setKept(keptOf(value))}
        className="sign-out-choice"
      >
        <div className="sign-out-choices">
          <Radio
            value="account"
            label="The account and its data"
            description="It stays open, and you sign in again later. Your work here goes on."
          />
          <Radio
            value="copy"
            label="Its data, but not the account"
            description="The account is no longer listed. The data are here again when you connect anew."
          />
          <Radio
            value="nothing"
            label="Nothing"
            description="What the server does not have yet is lost, and cannot be brought back."
          />
        </div>
      </Radio.Group>
      {kept === 'nothing' ? (
        <TextField
          field="confirmation"
          label={`Type ${tenantName} to confirm`}
          autoComplete="off"
          value={typed}
          onChange={setTyped}
          form={form}
        />
      ) : null}
      {isReached ? null : (
        <p className="dialog-note">
          The server is not connected just now. This device forgets what signs you in; at the server the session ends
          when its time is over.
        </p>
      )}
    </FormDialog>
  );
}

function keptOf(value: string): Kept {
  return value === 'copy' || value === 'nothing' ? value : 'account';
}
