import { TextInput } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';

import { tenantSettings } from '#shared/tenancy/tenancy-server-api.ts';

import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { ProblemLine } from '../problem-line.tsx';
import { useAct } from '../use-act.ts';
import type { SessionSettingsProps } from './session-settings.tsx';

const known: readonly string[] = Object.values(tenantSettings);

/** What other programs keep with the organisation; the server hands it out and does not read it. */
export function OtherSettings({ config, mayEdit, onDone }: SessionSettingsProps) {
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const { isBusy, problem, act } = useAct();
  const others = config.filter((setting) => !known.includes(setting.key));
  const name = key.trim();
  const missing = name === '' ? 'Type a name first' : known.includes(name) ? 'It is set above' : undefined;
  async function set(setting: string, next: string | null): Promise<void> {
    if ((await act(async () => await client.server.tenant.setConfig({ key: setting, value: next }))) === undefined)
      return;
    showDone(next === null ? `${setting} is removed` : `${setting} is saved`);
    setKey('');
    setValue('');
    onDone();
  }
  if (others.length === 0 && !mayEdit) return null;
  return (
    <section className="admin-block" aria-labelledby="organisation-others">
      <h2 id="organisation-others">Other settings</h2>
      <p className="admin-block-note">
        For programs that work with this server: it keeps these and gives them to everybody in the organisation.
      </p>
      {others.length === 0 ? null : (
        <dl className="admin-settings">
          {others.map((setting) => (
            <div key={setting.key}>
              <dt className="mono">{setting.key}</dt>
              <dd>{setting.value}</dd>
              {mayEdit ? (
                <IconButton
                  isSmall
                  label={`Remove ${setting.key}`}
                  icon={Trash2}
                  onClick={() => void set(setting.key, null)}
                />
              ) : null}
            </div>
          ))}
        </dl>
      )}
      {mayEdit ? (
        <form
          className="admin-link admin-new-setting"
          onSubmit={(event) => {
            event.preventDefault();
            if (missing === undefined) void set(name, value);
          }}
        >
          <TextInput label="Name" value={key} maxLength={100} onChange={(event) => setKey(event.currentTarget.value)} />
          <TextInput label="Value" value={value} onChange={(event) => setValue(event.currentTarget.value)} />
          <Button type="submit" isBusy={isBusy} disabledReason={missing}>
            Save setting
          </Button>
        </form>
      ) : null}
      <ProblemLine problem={problem} />
    </section>
  );
}
