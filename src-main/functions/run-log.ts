import type { LogPiece } from '#shared/functions/outcome.ts';

/**
 * What a run has printed so far. Kept in memory while the run lasts: what a function may print at all is bounded by the
 * session, and what is printed within a moment becomes one piece, since a loop that prints single letters would otherwise
 * cost a hundred times their size.
 */
export type RunLog = {
  readonly add: (stream: LogPiece['stream'], text: string, level: LogPiece['level']) => void;
  /** Every piece from an index on; the last one may still grow until it is `settle`d, so it is left out while it can. */
  readonly piecesFrom: (index: number) => readonly LogPiece[];
  readonly subscribe: (onChange: () => void) => () => void;
  /** No more will come. */
  readonly end: () => void;
  readonly isEnded: () => boolean;
};

const pieceMs = 16; // A frame: nobody sees the difference between two prints in one.
const pieceCharsMax = 16 * 1024;

export function createRunLog(nowMs: () => number): RunLog {
  const startedMs = nowMs();
  const pieces: LogPiece[] = [];
  const listeners = new Set<() => void>();
  let open: { stream: LogPiece['stream']; level: LogPiece['level']; text: string; atMs: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;

  function settle(): void {
    clearTimeout(timer);
    timer = undefined;
    if (open !== undefined) pieces.push(open);
    open = undefined;
    for (const listener of listeners) listener();
  }

  return {
    add(stream, text, level) {
      if (isEnded || text === '') return;
      if (open !== undefined && (open.stream !== stream || open.level !== level || open.text.length >= pieceCharsMax))
        settle();
      if (open === undefined) {
        open = { stream, level, text, atMs: Math.max(0, Math.round(nowMs() - startedMs)) };
        timer ??= setTimeout(settle, pieceMs);
      } else {
        open.text += text;
      }
    },
    piecesFrom: (index) => pieces.slice(index),
    subscribe(onChange) {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    end() {
      isEnded = true;
      settle();
    },
    isEnded: () => isEnded,
  };
}

/** Log pieces as JSON lines: what a log blob holds. */
export function formatLog(pieces: readonly LogPiece[]): string {
  return pieces.map((piece) => `${JSON.stringify(piece)}\n`).join('');
}

/** The pieces of a log blob. What was written by formatLog is not looked at again. */
export function parseLog(text: string): readonly LogPiece[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => withLevel(JSON.parse(line) as WrittenPiece));
}

/** Logs that were written before there were levels have none. */
type WrittenPiece = Omit<LogPiece, 'level'> & Partial<Pick<LogPiece, 'level'>>;

function withLevel(piece: WrittenPiece): LogPiece {
  return { ...piece, level: piece.level ?? (piece.stream === 'out' ? 'print' : 'message') };
}
