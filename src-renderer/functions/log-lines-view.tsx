import { useEffect, useRef, useState } from 'react';

import type { LogLevel } from '#shared/calls/log-level.ts';

import type { LogLine } from './log-lines.ts';

type LogLinesViewProps = {
  readonly lines: readonly LogLine[];
  /** Another one with every change of the lines, which are changed in place. */
  readonly version: number;
  readonly emptyText: string;
};

const lineHeight = 19;
/** Lines drawn above and below what is visible, so that a quick scroll shows no gap. */
const overscan = 30;

/** Only the lines that are visible are in the page; the view follows the end until somebody scrolls up. */
export function LogLinesView({ lines, version, emptyText }: LogLinesViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const lastTop = useRef(0);
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
  }, [version]);

  const first = Math.max(0, Math.floor(view.top / lineHeight) - overscan);
  const last = Math.min(lines.length, Math.ceil((view.top + view.height) / lineHeight) + overscan);
  return (
    <div
      className="log-lines"
      ref={box}
      role="log"
      aria-label="Log of the run"
      tabIndex={0}
      onScroll={({ currentTarget: element }) => {
        const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 2 * lineHeight;
        // In a flood more lines have come by the time that this is told of the last step down: only a step up is a person's.
        if (isAtEnd) isFollowing.current = true;
        else if (element.scrollTop < lastTop.current) isFollowing.current = false;
        lastTop.current = element.scrollTop;
        setView({ top: element.scrollTop, height: element.clientHeight });
      }}
    >
      {lines.length === 0 ? <p className="result-note">{emptyText}</p> : null}
      <div className="log-all" style={{ height: lines.length * lineHeight }}>
        <div className="log-shown" style={{ transform: `translateY(${String(first * lineHeight)}px)` }}>
          {lines.slice(first, last).map((line, index) => (
            <div key={first + index} className="log-line" data-kind={line.kind} data-level={line.level}>
              <span className="log-time" title={`${formatTime(line.atMs)} after the start`}>
                {formatTime(line.atMs)}
              </span>
              <LevelMark level={line.level} />
              <span className="log-text">{line.text}</span>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

/** A letter for the eye, which colour alone must not have to tell, and the word for everyone. */
const marks: { readonly [level in LogLevel]: { readonly letter: string; readonly rest: string } } = {
  print: { letter: '', rest: '' },
  message: { letter: 'M', rest: 'essage: ' },
  warning: { letter: 'W', rest: 'arning: ' },
  error: { letter: 'E', rest: 'rror: ' },
};

function LevelMark({ level }: { readonly level: LogLevel }) {
  const { letter, rest } = marks[level];
  if (letter === '') return <span className="log-mark" />;
  return (
    <span className="log-mark" data-level={level}>
      {letter}
      <span className="visually-hidden">{rest}</span>
    </span>
  );
}

/** Seconds to hundredths, with minutes and hours where there are any. */
function formatTime(atMs: number): string {
  const seconds = (atMs % 60_000) / 1000;
  if (atMs < 60_000) return seconds.toFixed(2);
  const minutes = Math.floor(atMs / 60_000) % 60;
  const rest = `${String(minutes).padStart(2, '0')}:${seconds.toFixed(0).padStart(2, '0')}`;
  return atMs < 3_600_000 ? rest : `${String(Math.floor(atMs / 3_600_000))}:${rest}`;
}
