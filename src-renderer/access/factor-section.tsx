import { useState } from 'react';

import type { Authenticator } from '#shared/access/factor-server-api.ts';
import type { Me } from '#shared/access/me.ts';

import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { showDone } from '../ui/toasts.tsx';
import { attempt } from '../workspaces/tell-failure.ts';
import { AnswerSection } from './answer-section.tsx';
import { FactorSetUpDialog, RecoveryCodesDialog } from './factor-set-up-dialog.tsx';
import { FactorRemoveDialog } from './factor-remove-dialog.tsx';
import { dayText } from './moment-texts.ts';
import { useAnswer } from './use-answer.ts';
import { withRecentSignIn } from './with-recent-sign-in.ts';

type Task =
  | { readonly kind: 'set-up'; readonly authenticator: Authenticator }
  | { readonly kind: 'renew' }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }
  | { readonly kind: 'remove' };

/** One's second factor: a code beside the password. */
export function FactorSection({ me }: { readonly me: Me }) {
  const answer = useAnswer(async (signal) => await client.server.secondFactor.read({}, { signal }));
  const [task, setTask] = useState<Task | null>(null);
  const factor = answer.value;
  const isOn = factor !== undefined && factor.since !== null;
  const owner = `${me.user.email} in ${me.tenant.name}`;

  async function setUp(): Promise<void> {
    const authenticator = await attempt(withRecentSignIn(async () => await client.server.secondFactor.begin({})));
    if (authenticator !== undefined) setTask({ kind: 'set-up', authenticator });
  }

  async function renew(): Promise<void> {
    setTask(null);
    const made = await attempt(withRecentSignIn(async () => await client.server.secondFactor.renewCodes({})));
    if (made === undefined) return;
    setTask({ kind: 'codes', codes: made.recoveryCodes });
    answer.reload();
  }

  function close(): void {
    setTask(null);
    answer.reload();
  }

  return (
    <AnswerSection
      title="Second factor"
      answer={answer}
      action={
        <Button aria-haspopup="dialog" disabledReason={waiting(factor)} onClick={() => void setUp()}>
          {isOn ? 'Change authenticator…' : 'Set up…'}
        </Button>
      }
    >
      {({ since, recoveryCodesLeft, isDemanded }) => (
        <>
          <p className="settings-text">{describe(since, isDemanded)}</p>
          {since === null ? null : (
            <ul className="access-list" aria-label="Second factor">
              <li>
                <span className="access-row-words">
                  <span className="access-row-title">Recovery codes</span>
                  <span className="access-row-detail">{leftText(recoveryCodesLeft)}</span>
                </span>
                <Button aria-haspopup="dialog" onClick={() => setTask({ kind: 'renew' })}>
                  Make new codes…
                </Button>
              </li>
              <li>
                <span className="access-row-words">
                  <span className="access-row-title">Authenticator</span>
                  <span className="access-row-detail">set up {dayText(since)}</span>
                </span>
                <Button
                  aria-haspopup="dialog"
                  disabledReason={isDemanded ? 'Your organisation demands a second factor' : undefined}
                  onClick={() => setTask({ kind: 'remove' })}
                >
                  Remove…
                </Button>
              </li>
            </ul>
          )}
          {task?.kind === 'set-up' ? (
            <FactorSetUpDialog
              authenticator={task.authenticator}
              owner={owner}
              isChange={since !== null}
              onClose={close}
            />
          ) : null}
          {task?.kind === 'renew' ? (
            <FormDialog
              title="Make new recovery codes?"
              onClose={() => setTask(null)}
              onSubmit={() => void renew()}
              verb="Make new codes"
            >
              <p>Ten new ones are shown once. Those that you have kept until now are void from then on.</p>
            </FormDialog>
          ) : null}
          {task?.kind === 'codes' ? <RecoveryCodesDialog codes={task.codes} owner={owner} onClose={close} /> : null}
          {task?.kind === 'remove' ? (
            <FactorRemoveDialog
              onDone={() => {
                close();
                showDone('Your password alone signs you in now');
              }}
              onClose={close}
            />
          ) : null}
        </>
      )}
    </AnswerSection>
  );
}

function waiting(factor: object | undefined): string | undefined {
  return factor === undefined ? 'Your account is being looked up' : undefined;
}

function describe(since: number | null, isDemanded: boolean): string {
  if (since !== null) {
    return `After your password, the code of your authenticator is asked for.${isDemanded ? ' Your organisation demands it.' : ''}`;
  }
  return 'You have none. With it, a code of an authenticator on your telephone is asked for after your password, so that nobody comes in who has only that.';
}

function leftText(left: number): string {
  if (left === 0) return 'none is left: without your authenticator you could not sign in';
  return `${String(left)} ${left === 1 ? 'is' : 'are'} left`;
}
