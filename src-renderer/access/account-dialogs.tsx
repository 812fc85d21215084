import { Checkbox } from '@mantine/core';
import { useState } from 'react';

import type { ServerAccount } from '#shared/access/account-api.ts';

import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useAppInfo } from '../workspaces/use-app-info.ts';
import { forgetAccount } from './account-actions.ts';
import { askToForget, useForgettingId } from './account-store.ts';
import { SignInAgainDialog } from './sign-in-again-dialog.tsx';
import { useAccounts } from './use-accounts.ts';

/** What is asked about accounts wherever one is: before one is taken off this device, and who one is, once more. */
export function AccountDialogs() {
  const forgettingId = useForgettingId();
  const list = useAccounts();
  const account = list?.accounts.find(({ id }) => id === forgettingId);
  return (
    <>
      {account === undefined ? null : <ForgetDialog key={account.id} account={account} />}
      <SignInAgainDialog />
    </>
  );
}

function close(): void {
  askToForget(null);
}

function ForgetDialog({ account }: { readonly account: ServerAccount }) {
  const { accountId } = useAppInfo();
  const [keepsCopy, setKeepsCopy] = useState(true);
  const { id, userName, tenantName } = account;
  return (
    <Dialog
      title="Forget this account?"
      isOpen
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button look="danger" onClick={() => void forgetAccount(id, { keepsCopy })}>
            {keepsCopy ? 'Forget account' : 'Forget account and delete its data'}
          </Button>
        </>
      }
    >
      <p>
        {userName} in {tenantName} stays at its server; this device signs out of it and no longer lists it.
        {id === accountId ? ' Your personal account opens instead.' : ''}
      </p>
      <Checkbox
        label="Keep its data on this device"
        description={
          keepsCopy
            ? 'They are here again when you connect to it anew.'
            : 'What its server does not have yet is lost, and cannot be brought back.'
        }
        checked={keepsCopy}
        onChange={(event) => setKeepsCopy(event.currentTarget.checked)}
      />
    </Dialog>
  );
}
