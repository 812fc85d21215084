import { NumberInput, Select, Switch } from '@mantine/core';
import { useState } from 'react';

import { isFactorDemand, sessionDaysMax } from '#shared/tenancy/tenant-settings.ts';
import type { FactorDemand } from '#shared/tenancy/tenant-settings.ts';
import { tenantSettings } from '#shared/tenancy/tenancy-server-api.ts';

import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { ProblemLine } from '../problem-line.tsx';
import { useAct } from '../use-act.ts';

export type Setting = { readonly key: string; readonly value: string };
export type SessionSettingsProps = {
  readonly config: readonly Setting[];
  readonly mayEdit: boolean;
  readonly onDone: () => void;
};

const demandTexts: { readonly value: FactorDemand; readonly label: string }[] = [
  { value: 'off', label: 'Nobody' },
  { value: 'administrators', label: 'Whoever administers' },
  { value: 'everyone', label: 'Everybody' },
];

/** How people are signed in: the settings that the server itself reads. */
export function SessionSettings({ config, mayEdit, onDone }: SessionSettingsProps) {
  const valueOf = (key: string): string | undefined => config.find((setting) => setting.key === key)?.value;
  const single = valueOf(tenantSettings.singleSession) === 'true';
  const demanded = valueOf(tenantSettings.secondFactor);
  const daysNow = valueOf(tenantSettings.sessionDays) ?? '';
  const { isBusy, problem, act } = useAct();
  async function set(key: string, value: string | null): Promise<void> {
    if ((await act(async () => await client.server.tenant.setConfig({ key, value }))) === undefined) return;
    showDone('The setting is saved');
    onDone();
  }
  return (
    <section className="admin-block" aria-labelledby="organisation-sessions">
      <h2 id="organisation-sessions">Signing in</h2>
      <Switch
        label="One session for each person"
        description="Signing in ends the person's other sessions."
        checked={single}
        disabled={!mayEdit || isBusy}
        onChange={(event) => void set(tenantSettings.singleSession, event.currentTarget.checked ? 'true' : null)}
      />
      <Select
        label="A second factor is demanded of"
        description="A code of an authenticator beside the password. Who has none sets it up as they sign in; their sessions end now."
        data={demandTexts}
        value={isFactorDemand(demanded) ? demanded : 'off'}
        allowDeselect={false}
        disabled={!mayEdit || isBusy}
        className="admin-demand"
        onChange={(value) => void set(tenantSettings.secondFactor, value === 'off' ? null : value)}
      />
      <DaysForm
        key={daysNow}
        daysNow={daysNow}
        mayEdit={mayEdit}
        onSave={(days) => void set(tenantSettings.sessionDays, days)}
      />
      <ProblemLine problem={problem} />
    </section>
  );
}

type DaysFormProps = {
  readonly daysNow: string;
  readonly mayEdit: boolean;
  readonly onSave: (days: string | null) => void;
};

function DaysForm({ daysNow, mayEdit, onSave }: DaysFormProps) {
  const [days, setDays] = useState<string | number>(daysNow);
  const isSame = String(days) === daysNow;
  return (
    <form
      className="admin-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (mayEdit && !isSame) onSave(days === '' ? null : String(days));
      }}
    >
      <div className="admin-link admin-days">
        <NumberInput
          label="Days until a session ends"
          description="Also when it is used all the time. Empty: as the server has it."
          value={days}
          min={1}
          max={sessionDaysMax}
          allowDecimal={false}
          hideControls
          readOnly={!mayEdit}
          onChange={setDays}
        />
        <Button
          type="submit"
          disabledReason={mayEdit ? (isSame ? 'Nothing has changed' : undefined) : 'Your role may not change it'}
        >
          Save days
        </Button>
      </div>
    </form>
  );
}
