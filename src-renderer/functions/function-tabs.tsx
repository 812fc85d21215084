import { Tooltip } from '@mantine/core';
import { PanelLeft, PanelRight, X } from 'lucide-react';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { IconButton } from '../ui/icon-button.tsx';
import { LanguageBadge } from '../ui/language-badge.tsx';
import { functionPath, goTo } from '../workspaces/paths.ts';
import { leaveTab } from './function-actions.ts';
import {
  moveTab,
  toggleForm,
  toggleSide,
  useIsFormOpen,
  useIsSideOpen,
  useTabs,
  useUnsavedIds,
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
      <div className="tabs-list" role="tablist" aria-label="Open functions">
        {open.map((record, index) => (
          <FunctionTab
            key={record.id}
            record={record}
            name={names.get(record.id) ?? record.name}
            isCurrent={record.id === currentId}
            isStop={record.id === currentId || (currentId === undefined && index === 0)}
            onStep={(step) => {
              const next = open[(index + step + open.length) % open.length];
              if (next === undefined) return;
              goTo(functionPath(workspaceId, next.id));
              document.getElementById(`tab-${next.id}`)?.focus();
            }}
          />
        ))}
      </div>
      <span className="tabs-rest" />
      {isFormOpen || currentId === undefined ? null : (
        <IconButton label="Show the parameters" icon={PanelRight} shortcut="Mod+J" onClick={toggleForm} />
      )}
    </div>
  );
}

type FunctionTabProps = {
  readonly record: FunctionRecord;
  readonly name: string;
  readonly isCurrent: boolean;
  readonly isStop: boolean;
  readonly onStep: (step: -1 | 1) => void;
};

function FunctionTab({ record, name, isCurrent, isStop, onStep }: FunctionTabProps) {
  const state = useUnsavedIds()[record.id] ?? 'saved';
  const close = () => leaveTab(record.workspaceId, record.id, isCurrent);
  return (
    <div
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
      <button
        type="button"
        id={`tab-${record.id}`}
        role="tab"
        className="tab-open"
        aria-selected={isCurrent}
        tabIndex={isStop ? 0 : -1}
        onClick={() => goTo(functionPath(record.workspaceId, record.id))}
        onAuxClick={(event) => {
          if (event.button === 1) close();
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight') onStep(1);
          if (event.key === 'ArrowLeft') onStep(-1);
          if (event.key === 'Delete') close();
        }}
      >
        <LanguageBadge language={record.language} />
        <span>{name}</span>
        {state === 'saved' ? null : (
          <span className="tab-dot" role="img" aria-label={state === 'failed' ? 'Not saved' : 'Saving'} />
        )}
      </button>
      <Tooltip label="Close">
        <button
          type="button"
          className="tab-close"
          aria-label={`Close ${name}`}
          tabIndex={isCurrent ? 0 : -1}
          onClick={close}
        >
          <X size={14} aria-hidden />
        </button>
      </Tooltip>
    </div>
  );
}
