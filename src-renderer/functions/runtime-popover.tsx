import { Popover } from '@mantine/core';
import { RefreshCw, Settings } from 'lucide-react';
import { useState } from 'react';

import { languageNames } from '#shared/calls/language.ts';
import type { RuntimeState } from '#shared/calls/runtime-state.ts';
import { howToInstall } from '#shared/install-texts.ts';

import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { goTo, settingsPath } from '../workspaces/paths.ts';
import { attempt } from '../workspaces/tell-failure.ts';
import { useAppInfo } from '../workspaces/use-app-info.ts';
import { InstallText } from './install-text.tsx';
import { RuntimeChooser } from './runtime-chooser.tsx';
import { conditionText, runtimeMark } from './runtime-texts.ts';

export type RuntimePopoverProps = { readonly runtime: RuntimeState; readonly workspaceId: string };

/** One language in the status bar; opened, it says where it is and what can be done. */
export function RuntimePopover({ runtime, workspaceId }: RuntimePopoverProps) {
  const [isOpen, setOpen] = useState(false);
  const name = languageNames[runtime.language];
  const { condition, chosen } = runtime;
  const isTold =
    condition.kind === 'busy' ||
    condition.kind === 'missing' ||
    condition.kind === 'broken' ||
    condition.kind === 'starting';
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-start" width={380} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="status-item status-runtime" onClick={() => setOpen(!isOpen)}>
          <span className={`dot dot-${runtimeMark(runtime)}`} />
          <span>{name}</span>
          {chosen === null ? null : <span className="num">{chosen.version}</span>}
          {isTold ? (
            <span>{conditionText(runtime)}</span>
          ) : (
            <span className="visually-hidden">{conditionText(runtime)}</span>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={name}>
        <div className="runtime-card">
          <h3>
            {name} {chosen?.version ?? ''}
            <span className="runtime-condition">{conditionText(runtime)}</span>
          </h3>
          <RuntimeCondition runtime={runtime} />
          {runtime.candidates.length > 0 ? <RuntimeChooser runtime={runtime} /> : null}
          <div className="runtime-actions">
            {chosen === null ? (
              <Button icon={RefreshCw} onClick={() => void attempt(client.runtimes.rescan())}>
                Look again
              </Button>
            ) : (
              <Button
                icon={RefreshCw}
                onClick={() => void attempt(client.runtimes.restart({ language: runtime.language }))}
              >
                {`Restart ${name}`}
              </Button>
            )}
            <Button
              look="quiet"
              icon={Settings}
              onClick={() => {
                setOpen(false);
                goTo(settingsPath(workspaceId));
              }}
            >
              Settings
            </Button>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function RuntimeCondition({ runtime }: { readonly runtime: RuntimeState }) {
  const { platform } = useAppInfo();
  const { condition, language } = runtime;
  if (condition.kind === 'broken') return <p className="field-error">{condition.reason}</p>;
  if (condition.kind !== 'missing') return null;
  return (
    <>
      <InstallText text={howToInstall(language, platform)} />
      <p className="field-hint">Looked in {condition.lookedIn.slice(0, 6).join(', ')}.</p>
    </>
  );
}
