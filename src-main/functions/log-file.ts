/*
 * A log as a file: one piece a line, as JSON. A place in it is the number of bytes before it, so a reader can go on where it
 * was, and no more than a window of the file is in memory.
 */
import { read } from 'node:fs';
import { promisify } from 'node:util';

import type { LogPiece } from '#shared/functions/outcome.ts';

const readAt = promisify(read);

/** Characters of one piece. With JSON's escapes (six bytes for a character at most) a line fits twice into a window. */
export const pieceCharsMax = 16 * 1024;

/** Enough for a screen, and no message larger than a connection takes at once. */
export const windowBytes = 256 * 1024;

export type LogWindow = { readonly pieces: LogPiece[]; readonly next: number };

/** The pieces from a place on, as many as a window holds. `from` is the start of a line, `end` the end of one. */
export async function readLogWindow(fd: number, from: number, end: number): Promise<LogWindow> {
  const bytes = await readBytes(fd, from, end);
  const lineEnd = bytes.lastIndexOf(newline) + 1;
  return { pieces: parseLog(bytes.toString('utf8', 0, lineEnd)), next: lineEnd === 0 ? end : from + lineEnd };
}

/** The start of the first line that begins at a place or after it. */
export async function nextLogLine(fd: number, from: number, end: number): Promise<number> {
  if (from <= 0) return 0;
  return from - 1 + nextLine(await readBytes(fd, from - 1, end), 1);
}

/** The start of the first line that begins in the bytes at a place or after it; their end where none does. */
export function nextLine(bytes: Uint8Array, from: number): number {
  if (from <= 0) return 0;
  const found = bytes.indexOf(newline, from - 1);
  return found < 0 ? bytes.length : found + 1;
}

export function formatPiece(piece: LogPiece): string {
  return `${JSON.stringify(piece)}\n`;
}

const newline = '\n'.charCodeAt(0);

async function readBytes(fd: number, from: number, end: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(windowBytes, end - from)));
  const { bytesRead } = await readAt(fd, buffer, 0, buffer.length, from);
  return buffer.subarray(0, bytesRead);
}

/** What was written by formatPiece is not looked at again. */
export function parseLog(text: string): LogPiece[] {
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
