/*
 * What a run has printed so far.
 *
 *   add ─→ the open piece ─(a frame, or full)─→ the tail, in memory ─(full)─→ a file in the blob folder ─(end)─→ the log blob
 *
 * What is printed within a moment becomes one piece, since a loop that prints single letters would otherwise cost a hundred
 * times their size. Most runs print little and never have a file; one that floods has no more than the tail in memory, and
 * its readers read the file. The tail is written synchronously: a write of its size into the page cache takes a fraction of a
 * millisecond, and nothing can pile up behind it.
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';

import type { LogPiece } from '#shared/functions/outcome.ts';

import type { BlobFolder } from '../store/blob-folder.ts';
import type { Frames } from './frames.ts';
import { formatPiece, nextLine, nextLogLine, parseLog, pieceCharsMax, readLogWindow, windowBytes } from './log-file.ts';
import type { LogWindow } from './log-file.ts';

/** A log that can be read from a place on, while it grows or when it has ended. */
export type LogSource = {
  /** Bytes of the pieces that will not change any more. */
  readonly sizeBytes: () => number;
  readonly read: (from: number) => Promise<LogWindow>;
  /** The first place at or after the given one at which a piece begins. */
  readonly align: (from: number) => Promise<number>;
};

export type RunLog = LogSource & {
  readonly add: (stream: LogPiece['stream'], text: string, level: LogPiece['level']) => void;
  readonly subscribe: (onChange: () => void) => () => void;
  /** No more will come. */
  readonly end: () => void;
  readonly isEnded: () => boolean;
  /** Its pieces, where they are few enough for a record. */
  readonly few: () => LogPiece[] | undefined;
  /** Puts them into a blob, and gives its name. Throws what the disk says, now or when it took no more. */
  readonly keep: () => Promise<string>;
  /** Keeps the file open for a reader beyond `close`; it calls what is answered when it has read enough. */
  readonly hold: () => () => void;
  /** Lets the file go. Called when the run's record names the blob. */
  readonly close: () => void;
};

export type RunLogDeps = {
  readonly nowMs: () => number;
  readonly blobs: Pick<BlobFolder, 'put' | 'putFile' | 'partialPath'>;
  readonly frames: Frames;
};

/** Bytes kept in memory before they go to the file. */
const tailBytesMax = windowBytes;

export function createRunLog({ nowMs, blobs, frames }: RunLogDeps): RunLog {
  const startedMs = nowMs();
  const listeners = new Set<() => void>();
  const file = createSpill(blobs.partialPath);
  // What is short is a text. Beyond that it is one buffer that is written into: of a flood nothing is left for the garbage collector.
  let tailText = '';
  let tail = noBytes;
  let tailBytes = 0;
  let open: { stream: LogPiece['stream']; level: LogPiece['level']; text: string; atMs: number } | undefined;
  let isEnded = false;
  // The pieces themselves, for as long as they are few.
  let few: LogPiece[] = [];
  const isFew = (): boolean => file.sizeBytes() === 0 && tailBytes <= inlineBytesMax;

  function settle(): void {
    frames.cancel(settle);
    if (open !== undefined) {
      appendLine(formatPiece(open));
      if (isFew()) few.push(open);
      else few = [];
    }
    open = undefined;
    for (const listener of listeners) listener();
  }

  function appendLine(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (tail === noBytes && tailBytes + bytes <= inlineBytesMax) {
      tailText += line;
      tailBytes += bytes;
      return;
    }
    takeText();
    if (tailBytes + bytes > tailBytesMax) spill();
    if (tailBytes + bytes > tail.length) {
      const larger = Buffer.allocUnsafe(Math.min(tailBytesMax, 2 * (tailBytes + bytes)));
      tail.copy(larger, 0, 0, tailBytes);
      tail = larger;
    }
    tailBytes += tail.write(line, tailBytes);
  }

  function takeText(): void {
    if (tailText === '') return;
    tail = Buffer.from(tailText);
    tailText = '';
  }

  function spill(): void {
    takeText();
    file.append(tail.subarray(0, tailBytes));
    tailBytes = 0;
  }

  return {
    add(stream, given, level) {
      if (isEnded) return;
      for (let text = given; text !== '';) {
        if (open !== undefined && (open.stream !== stream || open.level !== level || open.text.length >= pieceCharsMax))
          settle();
        if (open === undefined) {
          open = { stream, level, text: '', atMs: Math.max(0, Math.round(nowMs() - startedMs)) };
          frames.within(settle);
        }
        const room = pieceCharsMax - open.text.length;
        open.text += text.slice(0, room);
        text = text.slice(room);
      }
    },
    sizeBytes: () => file.sizeBytes() + tailBytes,
    read: async (from) => {
      const start = file.sizeBytes();
      if (from < start) return await file.read(from);
      takeText();
      return { pieces: parseLog(tail.toString('utf8', from - start, tailBytes)), next: start + tailBytes };
    },
    align: async (from) => {
      const start = file.sizeBytes();
      takeText();
      return from < start ? await file.align(from) : start + nextLine(tail.subarray(0, tailBytes), from - start);
    },
    subscribe(onChange) {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    end() {
      isEnded = true;
      settle();
    },
    isEnded: () => isEnded,
    hold: file.hold,
    close: file.hold(),
    few: () => (isFew() ? few : undefined),
    async keep() {
      takeText();
      if (file.sizeBytes() === 0) return await blobs.put([tail.subarray(0, tailBytes)]);
      spill();
      return await file.keep(blobs.putFile);
    },
  };
}

/** A log up to this size is part of the run's record: a file of its own would take longer than many a call. */
const inlineBytesMax = 4096;

const noBytes = Buffer.alloc(0);

type Spill = {
  readonly sizeBytes: () => number;
  readonly append: (lines: Uint8Array) => void;
  readonly read: (from: number) => Promise<LogWindow>;
  readonly align: (from: number) => Promise<number>;
  readonly hold: () => () => void;
  readonly keep: (putFile: BlobFolder['putFile']) => Promise<string>;
};

/** The file, made when there is something to write. What the disk refuses is lost, and told when the log is kept. */
function createSpill(partialPath: () => string): Spill {
  let path: string | undefined;
  let fd: number | undefined;
  let sizeBytes = 0;
  let holders = 0;
  let failure: Error | undefined;

  function append(lines: Uint8Array): void {
    try {
      if (failure === undefined) writeLines(lines);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    // Also what was lost: a place is never given twice.
    sizeBytes += lines.length;
  }

  function writeLines(lines: Uint8Array): void {
    path ??= partialPath();
    fd ??= openSync(path, 'wx+', 0o600);
    for (let written = 0; written < lines.length;)
      written += writeSync(fd, lines, written, lines.length - written, sizeBytes + written);
  }

  function letGo(): void {
    holders -= 1;
    if (holders > 0 || fd === undefined) return;
    closeSync(fd);
    fd = undefined;
  }

  return {
    sizeBytes: () => sizeBytes,
    append,
    read: async (from) =>
      fd === undefined ? { pieces: [], next: sizeBytes } : await readLogWindow(fd, from, sizeBytes),
    align: async (from) => (fd === undefined ? sizeBytes : await nextLogLine(fd, from, sizeBytes)),
    hold() {
      holders += 1;
      let isHeld = true;
      return () => {
        if (isHeld) letGo();
        isHeld = false;
      };
    },
    async keep(putFile) {
      if (failure === undefined && path !== undefined) return await putFile(path);
      if (path !== undefined) rmSync(path, { force: true });
      throw failure ?? new Error('A log without a file was to be kept as one.');
    },
  };
}
