import './ui/settings.css';

import { SegmentedControl } from '@mantine/core';

import { RuntimeSettings } from './functions/runtime-settings.tsx';
import { isTheme } from './ui/color-scheme.ts';
import { HistorySettings } from './workspaces/history-settings.tsx';
import { useAppInfo } from './workspaces/use-app-info.ts';
import { useTheme } from './workspaces/use-theme.ts';

export type SettingsPageProps = { readonly workspaceId: string };

export function SettingsPage({ workspaceId }: SettingsPageProps) {
  const info = useAppInfo();
  const { theme, chooseTheme } = useTheme();
  return (
    <main className="settings" aria-label="Settings">
      <h1>Settings</h1>
      <RuntimeSettings />
      <HistorySettings workspaceId={workspaceId} />
      <section className="settings-section" aria-labelledby="settings-theme">
        <div className="settings-head">
          <h2 id="settings-theme">Theme</h2>
        </div>
        <SegmentedControl
          aria-labelledby="settings-theme"
          value={theme}
          data={[
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
            { value: 'system', label: 'As the system' },
          ]}
          onChange={(value) => {
            if (isTheme(value)) chooseTheme(value);
          }}
        />
      </section>
      <section className="settings-section" aria-labelledby="settings-about">
        <div className="settings-head">
          <h2 id="settings-about">About</h2>
        </div>
        <dl className="facts">
          <dt>Version</dt>
          <dd className="num">Triptych {info.version}</dd>
          <dt>Data folder</dt>
          <dd className="mono">{info.dataFolder}</dd>
          <dt>Person</dt>
          <dd>{info.userName}</dd>
          <dt>Window</dt>
          <dd>{info.shell === 'electron' ? 'Electron' : 'A browser on this computer'}</dd>
        </dl>
      </section>
    </main>
  );
}
