import { Popover } from '@mantine/core';
import { RefreshCw, Settings } from 'lucide-react';
import { useState } from 'react';

import { languageNames } from '#shared/calls/language.ts';
import type { RuntimeState } from '#shared/calls/runtime-state.ts';

import { client } from '../rpc/client.ts';
import { Button } from '../ui/button.tsx';
import { goTo, settingsPath } from '../workspaces/paths.ts';
import { attempt } from '../workspaces/tell-failure.ts';
import { RuntimeChooser } from './runtime-chooser.tsx';
import { conditionText, runtimeMark } from './runtime-texts.ts';
import { RuntimeTrouble } from './runtime-trouble.tsx';

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
          <RuntimeTrouble runtime={runtime} />
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
