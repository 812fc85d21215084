import { PasswordInput } from '@mantine/core';
import { useState } from 'react';

import { passphraseCharsMin } from '#shared/secrets/secret-api.ts';
import type { SecretsState } from '#shared/secrets/secret-api.ts';

import { client } from '../rpc/client.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { FieldRow } from '../ui/field-row.tsx';
import { fieldTexts } from '../ui/field-texts.ts';
import { showDone } from '../ui/toasts.tsx';
import { describeProblem } from '../workspaces/tell-failure.ts';
import { closeSecretsDialog } from './secret-store.ts';

type KeptState = Exclude<SecretsState, { readonly kind: 'keychain' }>;

export type PassphraseFormProps = {
  readonly title: string;
  readonly state: KeptState;
  readonly onState: (state: SecretsState) => void;
};

/** Asks for the passphrase that the vault has, or is to have. */
export function PassphraseForm({ title, state, onState }: PassphraseFormProps) {
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const work = workOf(state);
  const missing = missingOf(work, { present, next, again });

  async function send(): Promise<void> {
    if (missing !== undefined || isBusy) return;
    setBusy(true);
    try {
      onState(await work.send(present, next));
      showDone(work.doneText);
      closeSecretsDialog();
    } catch (error) {
      const { title: what, detail, remedy } = describeProblem(error);
      setProblem([`${what}.`, detail, remedy].filter((part) => part !== '').join(' '));
    } finally {
      setBusy(false);
    }
  }

  return (
    <FormDialog
      title={title}
      onClose={closeSecretsDialog}
      onSubmit={() => void send()}
      verb={work.verb}
      missing={missing}
      isBusy={isBusy}
    >
      <Explanation state={state} />
      {work.asksPresent ? <PassphraseField label="Passphrase" value={present} onChange={setPresent} isFirst /> : null}
      {work.asksNext ? (
        <>
          <PassphraseField
            label="New passphrase"
            hint={`At least ${String(passphraseCharsMin)} characters; several words that do not belong together are good.`}
            value={next}
            onChange={setNext}
            isFirst={!work.asksPresent}
          />
          <PassphraseField label="The new one again" value={again} onChange={setAgain} />
        </>
      ) : null}
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </FormDialog>
  );
}

function Explanation({ state }: { readonly state: KeptState }) {
  if (state.kind === 'vault' && state.isLocked)
    return <p>What signs this device in to its servers is in the vault. It stays open until Triptych ends.</p>;
  if (state.kind === 'vault') return <p>The vault is open. Here you can give it another passphrase.</p>;
  return (
    <>
      <p>
        {state.keychain === 'locked'
          ? 'The keychain of this system is locked, or was never set up. Unlock it and open this again; or make a vault.'
          : 'This system has no keychain that Triptych can reach, so you would have to sign in at each start.'}{' '}
        A vault is a file in the data folder that only a passphrase opens.
      </p>
      {state.damagedVault === null ? null : (
        <p>There is a vault that cannot be read. It is set aside when you make another one.</p>
      )}
      <p className="field-hint">
        Nobody can open it without the passphrase, and nobody can tell you the passphrase again. Whoever has the file
        can try as many as they like: take a long one.
      </p>
    </>
  );
}

type Work = {
  readonly verb: string;
  readonly doneText: string;
  readonly asksPresent: boolean;
  readonly asksNext: boolean;
  readonly send: (present: string, next: string) => Promise<SecretsState>;
};

function workOf(state: KeptState): Work {
  if (state.kind === 'memory')
    return {
      verb: 'Make the vault',
      doneText: 'The vault is made and open',
      asksPresent: false,
      asksNext: true,
      send: async (_present, passphrase) => await client.secrets.createVault({ passphrase }),
    };
  if (state.isLocked)
    return {
      verb: 'Unlock',
      doneText: 'The vault is open',
      asksPresent: true,
      asksNext: false,
      send: async (passphrase) => await client.secrets.unlock({ passphrase }),
    };
  return {
    verb: 'Change the passphrase',
    doneText: 'The vault has another passphrase',
    asksPresent: true,
    asksNext: true,
    send: async (passphrase, nextPassphrase) => await client.secrets.changePassphrase({ passphrase, nextPassphrase }),
  };
}

type Typed = { readonly present: string; readonly next: string; readonly again: string };

function missingOf({ asksPresent, asksNext }: Work, { present, next, again }: Typed): string | undefined {
  if (asksPresent && present === '') return 'Type the passphrase first';
  if (!asksNext) return undefined;
  if (next.length < passphraseCharsMin)
    return `The new passphrase takes at least ${String(passphraseCharsMin)} characters`;
  return next === again ? undefined : 'Type the new passphrase twice the same';
}

type PassphraseFieldProps = {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isFirst?: boolean;
};

function PassphraseField({ label, hint, value, onChange, isFirst = false }: PassphraseFieldProps) {
  const controlId = `passphrase-${label.toLowerCase().replaceAll(' ', '-')}`;
  return (
    <FieldRow label={label} controlId={controlId}>
      <PasswordInput
        id={controlId}
        {...fieldTexts({ hint })}
        data-autofocus={isFirst || undefined}
        autoComplete="off"
        value={value}
        visibilityToggleButtonProps={{ 'aria-label': `Show ${label.toLowerCase()}` }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </FieldRow>
  );
}
