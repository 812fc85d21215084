import { useEffect, useState } from 'react';

import type { SecretsState } from '#shared/secrets/secret-api.ts';

import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/loading.tsx';
import { describeProblem } from '../workspaces/tell-failure.ts';
import { PassphraseForm } from './passphrase-form.tsx';
import { closeSecretsDialog, useIsSecretsDialogOpen } from './secret-store.ts';

/** Where this device keeps the tokens of its accounts; unlocks the vault, makes one, or changes its passphrase. */
export function SecretsDialog() {
  return useIsSecretsDialogOpen() ? <OpenDialog /> : null;
}

const titles = {
  keychain: 'Secrets are in the keychain of this system',
  vault: 'Secrets are in a vault',
  locked: 'Unlock the vault',
  memory: 'Secrets are not kept',
  none: 'Secrets on this device',
} as const;

function OpenDialog() {
  const [state, setState] = useState<SecretsState | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    client.secrets.state().then(
      (found) => {
        if (!isGone) setState(found);
      },
      (error: unknown) => {
        const { title, remedy } = describeProblem(error);
        if (!isGone) setProblem(`${title}. ${remedy}`);
      },
    );
    return () => {
      isGone = true;
    };
  }, []);
  const isLocked = state?.kind === 'vault' && state.isLocked;
  const title = titles[state === null ? 'none' : isLocked ? 'locked' : state.kind];
  if (state !== null && state.kind !== 'keychain')
    return <PassphraseForm key={title} title={title} state={state} onState={setState} />;
  return (
    <Dialog
      title={title}
      isOpen
      onClose={closeSecretsDialog}
      actions={
        <Button look="primary" onClick={closeSecretsDialog}>
          Close
        </Button>
      }
    >
      {state === null && problem === null ? <Loading label="Looking for a keychain" /> : null}
      {problem === null ? null : <p role="alert">{problem}</p>}
      {state === null ? null : (
        <p>What signs this device in to a server lies where the system keeps your passwords. There is nothing to do.</p>
      )}
    </Dialog>
  );
}
