import type { LogPiece } from '#shared/functions/outcome.ts';

export type LogLine = { readonly stream: LogPiece['stream']; readonly text: string; readonly atMs: number };

/** Lines kept in a window; older ones are let go, and the count of them is shown. The run keeps the whole log. */
export const linesMax = 200_000;

export type LogLines = { readonly lines: readonly LogLine[]; readonly droppedCount: number };

export const noLines: LogLines = { lines: [], droppedCount: 0 };

/**
 * Adds printed pieces: a piece may hold many lines or a part of one. A piece of the other stream starts a new line, and a
 * carriage return overwrites the line, as on a terminal, so that a progress bar stays one line.
 */
export function addPieces(before: LogLines, pieces: readonly LogPiece[]): LogLines {
  const lines = [...before.lines];
  for (const piece of pieces) {
    for (const part of piece.text.split(/(?<=\n)/)) {
      const last = lines.at(-1);
      if (last !== undefined && last.stream === piece.stream && !last.text.endsWith('\n')) {
        lines[lines.length - 1] = { ...last, text: last.text + part };
      } else if (part !== '') {
        lines.push({ stream: piece.stream, text: part, atMs: piece.atMs });
      }
    }
  }
  const surplus = Math.max(0, lines.length - linesMax);
  return { lines: surplus === 0 ? lines : lines.slice(surplus), droppedCount: before.droppedCount + surplus };
}

/** What is on screen of a line: no line end, and only what the last carriage return left. */
export function visibleText(line: LogLine): string {
  return (
    line.text
      .replace(/\r?\n$/, '')
      .split('\r')
      .at(-1) ?? ''
  );
}
