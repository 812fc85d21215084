import { useClipboard } from '@mantine/hooks';
import { Check, Copy, Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

import { client } from '../rpc/client.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { formatCount } from './format-cell.ts';
import { addPieces, noLines, visibleText } from './log-lines.ts';
import type { LogLines } from './log-lines.ts';
import { saveFile } from './read-shown.ts';

type LogViewProps = { readonly runId: string; readonly onFailure: (error: unknown) => void };

const lineHeight = 19;
/** Lines drawn above and below what is visible, so that a quick scroll shows no gap. */
const overscan = 30;

/** What a run printed, as it prints it. */
export function LogView({ runId, onFailure }: LogViewProps) {
  const log = useLog(runId, onFailure);
  return (
    <div className="log">
      <LogBar log={log} />
      <LogLinesView log={log} />
    </div>
  );
}

function LogBar({ log }: { readonly log: LogLines }) {
  const clipboard = useClipboard();
  const disabledReason = log.lines.length === 0 ? 'Nothing was printed' : undefined;
  // Joined only when asked for: a log may have 200,000 lines.
  const wholeText = () => log.lines.map((line) => visibleText(line)).join('\n');
  return (
    <div className="log-bar">
      <span>
        {formatCount(log.lines.length)} {log.lines.length === 1 ? 'line' : 'lines'}
        {log.droppedCount > 0 ? `, the ${formatCount(log.droppedCount)} before them are not shown` : ''}
      </span>
      <IconButton
        isSmall
        label={clipboard.copied ? 'Copied' : 'Copy the log'}
        icon={clipboard.copied ? Check : Copy}
        disabledReason={disabledReason}
        onClick={() => clipboard.copy(wholeText())}
      />
      <IconButton
        isSmall
        label="Save the log as a file"
        icon={Download}
        disabledReason={disabledReason}
        onClick={() => saveFile(new Blob([wholeText()], { type: 'text/plain;charset=utf-8' }), 'log.txt')}
      />
    </div>
  );
}

/** Only the lines that are visible are in the page; the view follows the end until somebody scrolls up. */
function LogLinesView({ log }: { readonly log: LogLines }) {
  const box = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const [view, setView] = useState({ top: 0, height: 400 });

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setView({ top: element.scrollTop, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = box.current;
    if (element !== null && isFollowing.current) element.scrollTop = element.scrollHeight;
  }, [log]);

  const first = Math.max(0, Math.floor(view.top / lineHeight) - overscan);
  const last = Math.min(log.lines.length, Math.ceil((view.top + view.height) / lineHeight) + overscan);
  return (
    <div
      className="log-lines"
      ref={box}
      role="log"
      aria-label="Log of the run"
      tabIndex={0}
      onScroll={({ currentTarget: element }) => {
        isFollowing.current = element.scrollHeight - element.scrollTop - element.clientHeight < 2 * lineHeight;
        setView({ top: element.scrollTop, height: element.clientHeight });
      }}
    >
      {log.lines.length === 0 ? <p className="result-note">This run has printed nothing.</p> : null}
      <div className="log-all" style={{ height: log.lines.length * lineHeight }}>
        <div className="log-shown" style={{ transform: `translateY(${String(first * lineHeight)}px)` }}>
          {log.lines.slice(first, last).map((line, index) => (
            <div key={first + index} className="log-line" data-stream={line.stream}>
              <span className="log-time">{(line.atMs / 1000).toFixed(2)}</span>
              <span className="log-text">{visibleText(line)}</span>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function useLog(runId: string, onFailure: (error: unknown) => void): LogLines {
  const [log, setLog] = useState(noLines);
  useEffect(() => {
    const stop = new AbortController();
    async function follow(): Promise<void> {
      let collected = noLines; // Each watch begins with the first line.
      const events = await client.runs.watchLog({ runId }, { signal: stop.signal });
      for await (const { pieces } of events) {
        if (stop.signal.aborted) return;
        collected = addPieces(collected, pieces);
        setLog(collected);
      }
    }
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted) onFailure(error);
    });
    return () => stop.abort();
  }, [runId, onFailure]);
  return log;
}
