import { useState } from 'react';

import { client } from '../rpc/client.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { CodeField } from './code-field.tsx';
import { firstProblem } from './field-problem.ts';
import { notYoursText } from './form-texts.ts';
import { PasswordField } from './password-field.tsx';
import { FormProblem } from './form-problem.tsx';
import { useForm } from './use-form.ts';

export type FactorRemoveDialogProps = { readonly onDone: () => void; readonly onClose: () => void };

/** Doing without a second factor asks for both proofs once more. */
export function FactorRemoveDialog({ onDone, onClose }: FactorRemoveDialogProps) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const form = useForm({ refusedText: notYoursText });

  function send(): void {
    form.submit(
      () =>
        firstProblem([
          ['password', password !== '', 'Type your password.'],
          ['code', code.trim() !== '', 'Type the code that your authenticator shows.'],
        ]),
      async () => {
        await client.server.secondFactor.remove({ password, code });
        onDone();
      },
    );
  }

  return (
    <FormDialog
      title="Remove the second factor?"
      onClose={onClose}
      width={440}
      onSubmit={send}
      verb="Remove it"
      look="danger"
      isBusy={form.isBusy}
    >
      <p>From then on your password alone signs you in, and your recovery codes are void.</p>
      <PasswordField field="password" label="Password" isFirst value={password} onChange={setPassword} form={form} />
      <CodeField takesRecovery value={code} onChange={setCode} form={form} />
      <FormProblem form={form} />
    </FormDialog>
  );
}
