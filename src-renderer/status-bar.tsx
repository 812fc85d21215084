import { HardDrive } from 'lucide-react';

import { languageNames } from '#shared/calls/language.ts';
import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { ConnectionStatus } from './access/connection-status.tsx';
import { useCursor, useDraftState } from './functions/function-store.ts';
import { RuntimeStatus } from './functions/runtime-status.tsx';
import type { DraftState } from './functions/draft-session.ts';
import { SyncStatus } from './sync/sync-status.tsx';

export type StatusBarProps = { readonly workspaceId: string; readonly current: FunctionRecord | undefined };

const draftTexts: { readonly [state in DraftState]: string } = {
  saved: 'Saved',
  unsaved: 'Saving…',
  saving: 'Saving…',
  failed: 'Not saved',
};

export function StatusBar({ workspaceId, current }: StatusBarProps) {
  return (
    <footer className="status-bar" aria-label="Status">
      <RuntimeStatus workspaceId={workspaceId} />
      <span className="status-rest" />
      {current === undefined ? null : <DraftStatus record={current} />}
      <SyncStatus />
      <ConnectionStatus />
      <span className="status-item">
        <HardDrive size={13} strokeWidth={1.75} aria-hidden />
        Local, SQLite
      </span>
    </footer>
  );
}

function DraftStatus({ record }: { readonly record: FunctionRecord }) {
  const cursor = useCursor();
  const state = useDraftState(record.id);
  return (
    <>
      {cursor === null ? null : (
        <span className="status-item num">
          Ln {cursor.line}, Col {cursor.column}
        </span>
      )}
      <span className="status-item">{languageNames[record.language]} · UTF-8</span>
      <span className={`status-item${state === 'failed' ? ' status-failed' : ''}`} role="status">
        {draftTexts[state]}
      </span>
    </>
  );
}
