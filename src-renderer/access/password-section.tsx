import { useState } from 'react';

import { lengthWeakness } from '#shared/access/password-rules.ts';

import { client } from '../rpc/client.ts';
import { showDone } from '../ui/toasts.tsx';
import { firstProblem } from './field-problem.ts';
import { PasswordField } from './password-field.tsx';
import { FormEnd } from './form-end.tsx';
import { notYoursText, shortText } from './form-texts.ts';
import { useForm } from './use-form.ts';
import { withRecentSignIn } from './with-recent-sign-in.ts';

/** Sets a new password; every other session then ends. */
export function PasswordSection() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const form = useForm({ refused: 'current', refusedText: notYoursText });

  function send(): void {
    form.submit(
      () =>
        firstProblem([
          ['current', current !== '', 'Type the password that you have now.'],
          ['password', lengthWeakness(next) === undefined, shortText],
        ]),
      async () => {
        await withRecentSignIn(async () => await client.server.own.changePassword({ current, next }));
        setCurrent('');
        setNext('');
        showDone('Your password is changed, and your other sessions are ended');
      },
    );
  }

  return (
    <section className="settings-section" aria-labelledby="account-password">
      <div className="settings-head">
        <h2 id="account-password">Password</h2>
      </div>
      <form
        className="access-fields access-fields-one"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <PasswordField field="current" label="Present password" value={current} onChange={setCurrent} form={form} />
        <PasswordField field="password" label="New password" isNew value={next} onChange={setNext} form={form} />
        <FormEnd
          verb="Change password"
          isBusy={form.isBusy}
          sentence={form.problem?.field === null ? form.problem.sentence : null}
        />
      </form>
    </section>
  );
}
