import { useState } from 'react';

import type { Authenticator } from '#shared/access/factor-server-api.ts';

import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { AuthenticatorCode } from './authenticator-code.tsx';
import { CodeField } from './code-field.tsx';
import { firstProblem } from './field-problem.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { useForm } from './use-form.ts';
import { FormProblem } from './form-problem.tsx';
import { withRecentSignIn } from './with-recent-sign-in.ts';

const dialogWidth = 560;

export type FactorSetUpDialogProps = {
  readonly authenticator: Authenticator;
  readonly owner: string;
  /** There is one already, in whose place the new one comes. */
  readonly isChange: boolean;
  readonly onClose: () => void;
};

/** Sets up an authenticator: it counts when it has shown a code, and then the recovery codes are shown. */
export function FactorSetUpDialog({ authenticator, owner, isChange, onClose }: FactorSetUpDialogProps) {
  const [code, setCode] = useState('');
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const form = useForm();
  if (codes !== null) return <RecoveryCodesDialog codes={codes} owner={owner} onClose={onClose} />;

  function send(): void {
    form.submit(
      () => firstProblem([['code', code.trim() !== '', 'Type the code that your authenticator shows.']]),
      async () => {
        const confirm = async () => await client.server.secondFactor.confirm({ code });
        setCodes((await withRecentSignIn(confirm)).recoveryCodes);
      },
    );
  }

  return (
    <FormDialog
      title={isChange ? 'Change your authenticator' : 'Set up a second factor'}
      onClose={onClose}
      width={dialogWidth}
      onSubmit={send}
      verb="Confirm"
      isBusy={form.isBusy}
    >
      {isChange ? (
        <p>
          The one that you have counts until the new one has shown a code. Then you get new recovery codes, and those of
          before are void.
        </p>
      ) : null}
      <AuthenticatorCode authenticator={authenticator} />
      <CodeField takesRecovery={false} isFirst value={code} onChange={setCode} form={form} />
      <FormProblem form={form} />
    </FormDialog>
  );
}

export type RecoveryCodesDialogProps = {
  readonly codes: readonly string[];
  readonly owner: string;
  readonly onClose: () => void;
};

/** The codes that were made just now; those of before are void. */
export function RecoveryCodesDialog({ codes, owner, onClose }: RecoveryCodesDialogProps) {
  return (
    <Dialog
      title="Keep your recovery codes"
      isOpen
      onClose={onClose}
      width={dialogWidth}
      isClosedByButton
      actions={
        <Button look="primary" onClick={onClose}>
          I have kept them
        </Button>
      }
    >
      <RecoveryCodes codes={codes} owner={owner} />
    </Dialog>
  );
}
