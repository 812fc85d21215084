import { useState } from 'react';

import { recentSignInMinutes } from '#shared/rpc/server-contract.ts';

import { client } from '../rpc/client.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Loading } from '../ui/loading.tsx';
import { useSigningInAgain } from './account-store.ts';
import { CodeField } from './code-field.tsx';
import { firstProblem } from './field-problem.ts';
import { notYoursText } from './form-texts.ts';
import { PasswordField } from './password-field.tsx';
import { useAnswer } from './use-answer.ts';
import { useForm } from './use-form.ts';

/** Asks somebody to show again who they are, before what only they may do. */
export function SignInAgainDialog() {
  const onEnd = useSigningInAgain();
  return onEnd === null ? null : <AskingDialog onEnd={onEnd} />;
}

function AskingDialog({ onEnd }: { readonly onEnd: (hasShown: boolean) => void }) {
  const factor = useAnswer(async (signal) => await client.server.secondFactor.read({}, { signal }));
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const form = useForm({ refusedText: notYoursText });
  const hasFactor = factor.value !== undefined && factor.value.since !== null;
  const problem =
    factor.problem === null ? null : `${factor.problem.title}. ${factor.problem.detail} ${factor.problem.remedy}`;
  const sentence = form.problem?.field === null ? form.problem.sentence : problem;

  function send(): void {
    form.submit(
      () =>
        firstProblem([
          ['password', password !== '', 'Type your password.'],
          ['code', !hasFactor || code.trim() !== '', 'Type the code that your authenticator shows.'],
        ]),
      async () => {
        await client.server.secondFactor.signInAgain({ password, ...(hasFactor ? { code } : {}) });
        onEnd(true);
      },
    );
  }

  return (
    <FormDialog
      title="Show that it is you"
      onClose={() => onEnd(false)}
      width={440}
      onSubmit={send}
      verb="Go on"
      isBusy={form.isBusy}
      missing={factor.value === undefined ? 'Your account is being looked up' : undefined}
    >
      <p>
        You signed in more than {recentSignInMinutes} minutes ago. Before sessions end, rights are given, or what is
        stored of somebody is taken out or removed, you are asked once more.
      </p>
      {/* Before it is known whether a code belongs to it, nothing is typed that Enter would not send. */}
      {factor.value === undefined ? (
        <Loading label="Looking your account up" lines={2} />
      ) : (
        <>
          <PasswordField
            field="password"
            label="Password"
            isFirst
            value={password}
            onChange={setPassword}
            form={form}
          />
          {hasFactor ? <CodeField takesRecovery value={code} onChange={setCode} form={form} /> : null}
        </>
      )}
      {sentence === null ? null : (
        <p className="field-error" role="alert">
          {sentence}
        </p>
      )}
    </FormDialog>
  );
}
