import './access.css';

import { Popover } from '@mantine/core';
import { useState } from 'react';

import { client } from '../rpc/client.ts';
import { openSecretsDialog } from '../secrets/secret-store.ts';
import { Button } from '../ui/button.tsx';
import { goTo } from '../workspaces/paths.ts';
import { attempt } from '../workspaces/tell-failure.ts';
import { accountPath, connectAgainPath } from './access-paths.ts';
import { detailsOf, wordsOf } from './connection-texts.ts';
import type { ServerState } from './connection-texts.ts';
import { useConnection } from './use-connection.ts';

/** How the open account stands with its server, in the status bar; opened, it says more and what can be done. */
export function ConnectionStatus() {
  const state = useConnection();
  return state === undefined || state.kind === 'none' ? null : <ServerStatus state={state} />;
}

function ServerStatus({ state }: { readonly state: ServerState }) {
  const [isOpen, setOpen] = useState(false);
  const { mark, text } = wordsOf(state);
  return (
    <>
      {/* Beside the button, since what a control is called is not told when it changes. */}
      <span className="visually-hidden" role="status">
        {text}
      </span>
      <Popover opened={isOpen} onChange={setOpen} position="top-end" width={340} trapFocus returnFocus>
        <Popover.Target>
          <button type="button" className="status-item status-connection" onClick={() => setOpen(!isOpen)}>
            <span className={`dot${mark === null ? '' : ` dot-${mark}`}`} aria-hidden />
            <span>{text}</span>
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Connection to the server">
          <ConnectionCard state={state} onClose={() => setOpen(false)} />
        </Popover.Dropdown>
      </Popover>
    </>
  );
}

type ConnectionCardProps = { readonly state: ServerState; readonly onClose: () => void };

function ConnectionCard({ state, onClose }: ConnectionCardProps) {
  const host = new URL(state.address).host;
  const act = (work: () => void) => () => {
    onClose();
    work();
  };
  return (
    <div className="connection-card">
      <h3>{host}</h3>
      {detailsOf(state).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <div className="connection-actions">
        {state.kind === 'signed-out' ? (
          <Button look="primary" onClick={act(() => goTo(connectAgainPath))}>
            Sign in again
          </Button>
        ) : null}
        {state.kind === 'unreachable' || state.kind === 'other-version' || state.kind === 'connecting' ? (
          <Button onClick={() => void attempt(client.connections.tryNow())}>Try now</Button>
        ) : null}
        {state.kind === 'locked' ? <UnlockButton place={state.place} onClose={onClose} /> : null}
        <Button look="quiet" onClick={act(() => goTo(accountPath))}>
          Account
        </Button>
      </div>
    </div>
  );
}

type UnlockButtonProps = { readonly place: 'keychain' | 'vault'; readonly onClose: () => void };

function UnlockButton({ place, onClose }: UnlockButtonProps) {
  if (place === 'keychain') return <Button onClick={() => void attempt(client.connections.tryNow())}>Try now</Button>;
  return (
    <Button
      look="primary"
      aria-haspopup="dialog"
      onClick={() => {
        onClose();
        openSecretsDialog();
      }}
    >
      Unlock the vault…
    </Button>
  );
}
