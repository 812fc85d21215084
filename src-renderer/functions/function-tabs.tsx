import { Tooltip } from '@mantine/core';
import { PanelLeft, PanelRight, X } from 'lucide-react';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { IconButton } from '../ui/icon-button.tsx';
import { LanguageBadge } from '../ui/language-badge.tsx';
import { functionPath } from '../workspaces/paths.ts';
import { leaveTab } from './function-actions.ts';
import {
  moveTab,
  shiftTab,
  toggleForm,
  toggleSide,
  useIsFormOpen,
  useIsSideOpen,
  useTabs,
  useDraftState,
} from './function-store.ts';
import { namesByFolder } from './function-tree.ts';

export type FunctionTabsProps = {
  readonly workspaceId: string;
  readonly currentId: string | undefined;
  readonly functions: readonly FunctionRecord[];
};

const dragType = 'application/x-triptych-tab';

/** The open functions; a dot says that something typed is not stored yet. */
export function FunctionTabs({ workspaceId, currentId, functions }: FunctionTabsProps) {
  const tabs = useTabs(workspaceId);
  const isSideOpen = useIsSideOpen();
  const isFormOpen = useIsFormOpen();
  const names = namesByFolder(functions);
  const open = tabs.flatMap((id) => functions.filter((record) => record.id === id));
  return (
    <div className="tabs">
      {isSideOpen ? null : (
        <IconButton label="Show the function list" icon={PanelLeft} shortcut="Mod+B" onClick={toggleSide} />
      )}
      {/* Links and not ARIA tabs: each has a button beside it that closes it, which a tab list may not hold. */}
      <nav className="tabs-list" aria-label="Open functions">
        <ul>
          {open.map((record) => (
            <FunctionTab
              key={record.id}
              record={record}
              name={names.get(record.id) ?? record.name}
              isCurrent={record.id === currentId}
            />
          ))}
        </ul>
      </nav>
      <span className="tabs-rest" />
      {isFormOpen || currentId === undefined ? null : (
        <IconButton label="Show the parameters" icon={PanelRight} shortcut="Mod+J" onClick={toggleForm} />
      )}
    </div>
  );
}

type FunctionTabProps = { readonly record: FunctionRecord; readonly name: string; readonly isCurrent: boolean };

function FunctionTab({ record, name, isCurrent }: FunctionTabProps) {
  const state = useDraftState(record.id);
  const close = () => leaveTab(record.workspaceId, record.id, isCurrent);
  return (
    // Dragging only changes the order; all that matters is done by the link and the button inside.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      className={`tab${isCurrent ? ' tab-current' : ''}`}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(dragType, record.id)}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(dragType)) event.preventDefault();
      }}
      onDrop={(event) => {
        const moved = event.dataTransfer.getData(dragType);
        if (moved !== '' && moved !== record.id) moveTab(record.workspaceId, moved, record.id);
      }}
    >
      <a
        className="tab-open"
        href={`#${functionPath(record.workspaceId, record.id)}`}
        draggable={false}
        aria-current={isCurrent ? 'page' : undefined}
        onAuxClick={(event) => {
          if (event.button !== 1) return;
          event.preventDefault();
          close();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Delete') close();
          if (!event.altKey || !event.shiftKey) return;
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          event.preventDefault();
          shiftTab(record.workspaceId, record.id, event.key === 'ArrowLeft' ? -1 : 1);
        }}
      >
        <LanguageBadge language={record.language} />
        <span className="tab-name">{name}</span>
        {state === 'saved' ? null : (
          <span className="tab-dot" role="img" aria-label={state === 'failed' ? 'Not saved' : 'Saving'} />
        )}
      </a>
      <Tooltip label="Close">
        <button type="button" className="tab-close" aria-label={`Close ${name}`} onClick={close}>
          <X size={14} aria-hidden />
        </button>
      </Tooltip>
    </li>
  );
}
