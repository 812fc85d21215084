import { useClipboard } from '@mantine/hooks';
import { Check, Copy, Download } from 'lucide-react';

import type { LogLevel } from '#shared/calls/log-level.ts';

import { IconButton } from '../ui/icon-button.tsx';
import { formatCount } from './format-cell.ts';
import { levelsIn, shownLines } from './log-lines.ts';
import { saveFile } from '../ui/save-file.ts';
import { readWholeLog } from './use-log.ts';
import type { ShownLog } from './use-log.ts';

type LogBarProps = {
  readonly runId: string;
  readonly log: ShownLog;
  readonly hidden: ReadonlySet<LogLevel>;
  readonly onToggle: (level: LogLevel) => void;
  readonly onFailure: (error: unknown) => void;
};

const levelNames: { readonly [level in LogLevel]: string } = {
  print: 'Printed',
  message: 'Messages',
  warning: 'Warnings',
  error: 'Errors',
};

/** How long the log is, which levels of it are shown, and ways to take it along. */
export function LogBar({ runId, log, hidden, onToggle, onFailure }: LogBarProps) {
  const clipboard = useClipboard();
  const { book } = log;
  const counts = book.counts();
  const levels = levelsIn(counts);
  const lineCount = book.lines().length;
  const disabledReason = lineCount === 0 ? 'Nothing was printed' : undefined;
  // Joined only when asked for: a log may have 200,000 lines.
  const shownText = () =>
    shownLines(book.lines(), hidden)
      .map(({ text }) => text)
      .join('\n');
  return (
    <div className="log-bar">
      {levels.length < 2 && hidden.size === 0 ? (
        <span>
          {formatCount(lineCount)} {lineCount === 1 ? 'line' : 'lines'}
        </span>
      ) : (
        <div className="log-levels" role="group" aria-label="Levels shown">
          {levels.map((level) => (
            <button
              key={level}
              type="button"
              className="log-level-toggle"
              data-level={level}
              aria-pressed={!hidden.has(level)}
              onClick={() => onToggle(level)}
            >
              {levelNames[level]} <span className="num">{formatCount(counts[level])}</span>
            </button>
          ))}
        </div>
      )}
      {book.droppedCount() > 0 ? (
        <span className="log-dropped">the {formatCount(book.droppedCount())} lines before are not shown</span>
      ) : null}
      <span className="result-spring" />
      <IconButton
        isSmall
        label={clipboard.copied ? 'Copied' : 'Copy the log'}
        icon={clipboard.copied ? Check : Copy}
        disabledReason={disabledReason}
        onClick={() => clipboard.copy(shownText())}
      />
      <IconButton
        isSmall
        label="Save the log as a file"
        icon={Download}
        disabledReason={disabledReason ?? (book.isWhole() || log.isEnded ? undefined : 'Wait for the end of the run')}
        onClick={() => {
          if (book.isWhole()) saveFile(new Blob([shownText()], { type: 'text/plain;charset=utf-8' }), 'log.txt');
          else void readWholeLog(runId).then((file) => saveFile(file, 'log.txt'), onFailure);
        }}
      />
    </div>
  );
}
