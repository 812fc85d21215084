/*
 * How far a run is, on the last line of the terminal. The line is taken away before anything else is written, and never drawn
 * over a line that has no end yet.
 */
import { formatPace, formatRemaining, paceOf } from '#shared/functions/run-progress.ts';
import type { RunProgress } from '#shared/functions/run-progress.ts';

import type { ApiClient } from '#shared/features.ts';

export type ProgressLine = {
  /** Takes the line away, for the text that is written next. */
  readonly giveWay: (text: string) => void;
  /** Takes the line away for good. */
  readonly close: () => void;
};

type Terminal = { readonly write: (text: string) => unknown; readonly columns: number };

const takeAway = '\r\u001B[2K';

/** Follows a run's progress on a terminal. */
export function openProgressLine(client: ApiClient, runId: string, terminal: Terminal): ProgressLine {
  const gone = new AbortController();
  let isDrawn = false;
  let isAtLineStart = true;

  function hide(): void {
    if (isDrawn) terminal.write(takeAway);
    isDrawn = false;
  }

  async function follow(): Promise<void> {
    for await (const { runs } of await client.runs.watchProgress({ runId }, { signal: gone.signal })) {
      const bars = runs.find((run) => run.runId === runId)?.bars ?? [];
      const text = progressText(bars, { nowMs: Date.now(), columns: terminal.columns });
      if (gone.signal.aborted || !isAtLineStart) continue;
      hide();
      if (text === '') continue;
      terminal.write(text);
      isDrawn = true;
    }
  }

  // Its loss is no loss of the run's: what the run gives comes another way.
  follow().catch(() => undefined);
  return {
    giveWay(text) {
      hide();
      if (text !== '') isAtLineStart = text.endsWith('\n');
    },
    close() {
      gone.abort();
      hide();
    },
  };
}

const barWidth = 24;

/** One line for all bars: the first with its pace, and how many there are besides. */
export function progressText(
  bars: readonly RunProgress[],
  { nowMs, columns }: { readonly nowMs: number; readonly columns: number },
): string {
  const [first, ...others] = bars;
  if (first === undefined) return '';
  const { fraction, perSecond, remainingMs } = paceOf(first, nowMs);
  const parts = [
    first.label,
    fraction === null ? String(first.done) : `${drawBar(fraction)} ${String(Math.floor(fraction * 100))}%`,
    perSecond === null || first.total === 100 ? '' : formatPace(perSecond),
    remainingMs === null ? '' : `${formatRemaining(remainingMs)} left`,
    others.length === 0 ? '' : `and ${String(others.length)} more`,
  ];
  const line = parts.filter((part) => part !== '').join('  ');
  return line.length >= columns ? `${line.slice(0, Math.max(0, columns - 2))}…` : line;
}

function drawBar(fraction: number): string {
  const done = Math.round(fraction * barWidth);
  return '█'.repeat(done) + '░'.repeat(barWidth - done);
}
