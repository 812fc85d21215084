import { logLevels } from '#shared/calls/log-level.ts';
import type { LogLevel, LogStream } from '#shared/calls/log-level.ts';
import type { LogPiece } from '#shared/functions/outcome.ts';

import { emptyTerminalLine, writeToLine } from './terminal-line.ts';
import type { TerminalLine } from './terminal-line.ts';

/** `text` is what a terminal would show; `gap` are lines that were left out here, and the page never got. */
export type LogLine = {
  readonly kind: 'text' | 'gap';
  readonly stream: LogStream;
  readonly level: LogLevel;
  readonly text: string;
  readonly atMs: number;
};

/** Lines kept in a window; older ones are let go, and the count of them is shown. The run keeps the whole log. */
export const linesMax = 200_000;

/** Lines are let go so many at a time: to move all the others for each one would cost more than to show it. */
const linesLetGoAtOnce = 20_000;

/**
 * The lines of a log as it comes. It changes in place, since a copy of all lines with every event would stop the page;
 * `version` tells that it has.
 */
export type LogBook = {
  readonly add: (event: { readonly pieces: readonly LogPiece[]; readonly skippedBytes: number }) => void;
  readonly version: () => number;
  readonly lines: () => readonly LogLine[];
  readonly counts: () => { readonly [level in LogLevel]: number };
  /** Lines let go or left out, so that what is here is not the whole. */
  readonly isWhole: () => boolean;
  readonly droppedCount: () => number;
};

export function createLogBook(): LogBook {
  const lines: LogLine[] = [];
  const counts: { [level in LogLevel]: number } = { print: 0, message: 0, warning: 0, error: 0 };
  let last: TerminalLine = emptyTerminalLine;
  let isLastOpen = false;
  let version = 0;
  let droppedCount = 0;
  let hasGap = false;

  function push(line: LogLine): void {
    lines.push(line);
    if (line.kind === 'text') counts[line.level] += 1;
  }

  /** A piece may hold many lines or a part of one; one of another stream or level starts a new line. */
  function addPiece(piece: LogPiece): void {
    for (const part of piece.text.split(/(?<=\n)/)) {
      if (part === '') continue;
      const before = lines.at(-1);
      const isSame = isLastOpen && before?.stream === piece.stream && before.level === piece.level;
      last = writeToLine(isSame ? last : emptyTerminalLine, part.endsWith('\n') ? part.slice(0, -1) : part);
      const { stream, level } = piece;
      const line: LogLine = { kind: 'text', stream, level, text: last.text, atMs: isSame ? before.atMs : piece.atMs };
      if (isSame) lines[lines.length - 1] = line;
      else push(line);
      isLastOpen = !part.endsWith('\n');
    }
  }

  return {
    add({ pieces, skippedBytes }) {
      if (skippedBytes > 0) {
        hasGap = true;
        isLastOpen = false;
        const text = `… ${String(Math.max(1, Math.round(skippedBytes / 1e6)))} MB are left out here: the saved log has them …`;
        push({ kind: 'gap', stream: 'out', level: 'print', text, atMs: pieces[0]?.atMs ?? 0 });
      }
      for (const piece of pieces) addPiece(piece);
      if (lines.length > linesMax + linesLetGoAtOnce) {
        const gone = lines.splice(0, lines.length - linesMax);
        for (const { kind, level } of gone) if (kind === 'text') counts[level] -= 1;
        droppedCount += gone.length;
      }
      version += 1;
    },
    version: () => version,
    lines: () => lines,
    counts: () => counts,
    isWhole: () => droppedCount === 0 && !hasGap,
    droppedCount: () => droppedCount,
  };
}

/** The lines of some levels; all of them where no level is hidden. */
export function shownLines(lines: readonly LogLine[], hidden: ReadonlySet<LogLevel>): readonly LogLine[] {
  return hidden.size === 0 ? lines : lines.filter(({ kind, level }) => kind === 'gap' || !hidden.has(level));
}

/** The levels that a log has lines of. */
export function levelsIn(counts: { readonly [level in LogLevel]: number }): readonly LogLevel[] {
  return logLevels.filter((level) => counts[level] > 0);
}
