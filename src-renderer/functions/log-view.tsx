import { useState } from 'react';

import type { LogLevel } from '#shared/calls/log-level.ts';

import { LogBar } from './log-bar.tsx';
import { LogLinesView } from './log-lines-view.tsx';
import { shownLines } from './log-lines.ts';
import { useLog } from './use-log.ts';

type LogViewProps = { readonly runId: string; readonly onFailure: (error: unknown) => void };

const nothingHidden: ReadonlySet<LogLevel> = new Set();

/** What a run printed, as it prints it, by level where somebody wants to see only some. */
export function LogView({ runId, onFailure }: LogViewProps) {
  const log = useLog(runId, onFailure);
  const [hidden, setHidden] = useState(nothingHidden);
  const lines = shownLines(log.book.lines(), hidden);
  return (
    <div className="log">
      <LogBar
        runId={runId}
        log={log}
        hidden={hidden}
        onToggle={(level) => setHidden((before) => toggled(before, level))}
        onFailure={onFailure}
      />
      <LogLinesView
        lines={lines}
        version={log.version}
        emptyText={
          hidden.size > 0 && log.book.lines().length > 0
            ? 'All lines of this log are of levels that are hidden.'
            : log.isEnded
              ? 'This run has printed nothing.'
              : 'Nothing has been printed yet.'
        }
      />
    </div>
  );
}

function toggled(levels: ReadonlySet<LogLevel>, level: LogLevel): ReadonlySet<LogLevel> {
  const next = new Set(levels);
  if (!next.delete(level)) next.add(level);
  return next;
}
