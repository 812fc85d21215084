import { Tooltip } from '@mantine/core';
import { ChevronDown, ChevronRight, Folder, FolderOpen } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { CSSProperties, DragEvent, KeyboardEvent } from 'react';

import type { FunctionVersionRecord, RunRecord } from '#shared/functions/function-entities.ts';

import { LanguageBadge } from '../ui/language-badge.tsx';
import { rowKey } from './function-tree.ts';
import type { TreeRow } from './function-tree.ts';
import { SmallProgress } from './progress-bars.tsx';
import { isUnderWay } from './use-latest-runs.ts';
import { useRunProgress } from './use-run-progress.ts';

export type FunctionTreeRowProps = {
  readonly row: TreeRow;
  readonly isCurrent: boolean;
  /** The one row that Tab reaches. */
  readonly isStop: boolean;
  readonly isRenamed: boolean;
  readonly isDropTarget: boolean;
  readonly run: RunRecord | undefined;
  readonly release: FunctionVersionRecord | undefined;
  readonly onOpen: () => void;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onMenu: (left: number, top: number) => void;
  readonly onDragStart: (event: DragEvent) => void;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
  /** Null when the old name is to stay. */
  readonly onRenamed: (name: string | null) => void;
};

export function FunctionTreeRow({
  row,
  isCurrent,
  isStop,
  isRenamed,
  isDropTarget,
  run,
  release,
  ...on
}: FunctionTreeRowProps) {
  const rowRef = useRef<HTMLDivElement>(null);
  const isFolder = row.kind === 'folder';
  // A function opened by its name elsewhere is to be seen in the list.
  useEffect(() => {
    if (isCurrent) rowRef.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  // The indent is a number of the row, so it comes as a variable of its style.
  const style = { '--level': row.level - 1 } as CSSProperties;
  return (
    <div
      ref={rowRef}
      role="treeitem"
      className={`tree-row${isCurrent ? ' tree-row-current' : ''}${isDropTarget ? ' tree-row-drop' : ''}`}
      style={style}
      data-key={rowKey(row)}
      tabIndex={isStop ? 0 : -1}
      aria-level={row.level}
      aria-selected={isCurrent}
      aria-expanded={isFolder ? row.isOpen : undefined}
      draggable={!isRenamed}
      onClick={isRenamed ? undefined : on.onOpen}
      onFocus={on.onFocus}
      onKeyDown={isRenamed ? undefined : on.onKeyDown}
      onContextMenu={(event) => {
        event.preventDefault();
        on.onMenu(event.clientX, event.clientY);
      }}
      onDragStart={on.onDragStart}
      onDragOver={on.onDragOver}
      onDrop={on.onDrop}
    >
      {isFolder ? <FolderMark isOpen={row.isOpen} /> : <LanguageBadge language={row.record.language} />}
      {isRenamed ? (
        <NameField name={isFolder ? row.name : row.record.name} onDone={on.onRenamed} />
      ) : (
        <span className="tree-name">{row.name}</span>
      )}
      {isFolder || isRenamed ? null : (
        <FunctionMarks draftChecksum={row.record.draftChecksum} run={run} release={release} />
      )}
    </div>
  );
}

function FolderMark({ isOpen }: { readonly isOpen: boolean }) {
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const Icon = isOpen ? FolderOpen : Folder;
  return (
    <>
      <Chevron size={14} aria-hidden className="tree-chevron" />
      <Icon size={15} strokeWidth={1.75} aria-hidden />
    </>
  );
}

type FunctionMarksProps = {
  readonly draftChecksum: string;
  readonly run: RunRecord | undefined;
  readonly release: FunctionVersionRecord | undefined;
};

function FunctionMarks({ draftChecksum, run, release }: FunctionMarksProps) {
  const isRunning = isUnderWay(run);
  const bars = useRunProgress(isRunning ? run.id : undefined);
  const isFailed = run?.state === 'failed' || run?.state === 'timed_out';
  const isModified = release !== undefined && release.checksum !== draftChecksum;
  return (
    <span className="tree-marks">
      {isRunning && bars.length === 0 ? <span className="spinner" role="img" aria-label="Running" /> : null}
      <SmallProgress bars={bars} label="Progress" />
      {isFailed ? (
        <Tooltip label="The last run failed">
          <span className="tree-failed" role="img" aria-label="The last run failed">
            !
          </span>
        </Tooltip>
      ) : null}
      {isModified ? (
        <Tooltip label={`The draft differs from ${release.version}`}>
          <span className="tree-modified" role="img" aria-label={`The draft differs from version ${release.version}`}>
            M
          </span>
        </Tooltip>
      ) : null}
    </span>
  );
}

type NameFieldProps = { readonly name: string; readonly onDone: (name: string | null) => void };

function NameField({ name, onDone }: NameFieldProps) {
  return (
    <input
      className="tree-name-field"
      aria-label="New name"
      defaultValue={name}
      maxLength={255}
      // The person has just asked to type here.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => onDone(event.currentTarget.value)}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key !== 'Escape') return;
        // Leaving the field would otherwise take the name that was just given up.
        event.currentTarget.value = name;
        onDone(null);
      }}
    />
  );
}
