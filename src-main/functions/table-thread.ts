/*
 * What runs in a table thread (start-table-thread.ts): files become tables here, and kept tables files, since both can take
 * long, and a broken file can take for ever. Columns go over without being copied; an export goes over piece by piece, the
 * next being made while the last is on its way, and no further.
 */
import type { FileHandle } from 'node:fs/promises';
import { isMarkedAsUntransferable, parentPort } from 'node:worker_threads';

import { assert } from '#shared/base/assert.ts';
import type { TableValue } from '#shared/values/value.ts';

import { exportTable } from './export-table.ts';
import { readTable } from './read-table.ts';
import { createTablePages } from './table-pages.ts';
import { openTableSource } from './table-source.ts';
import type { Answer, Export, Question } from './table-thread-messages.ts';

const port = parentPort;
assert(port !== null, 'table-thread.ts runs in a thread');

let coming: Promise<Answer> | undefined; // Of the export that was begun.
let pieces: AsyncGenerator<Uint8Array, void, void> | undefined;

port.on('message', (question: Question) => {
  void answer(question);
});

async function answer(question: Question): Promise<void> {
  try {
    if (question.kind === 'read') {
      const table = await readTable(question.path);
      post({ kind: 'table', table }, table.ok ? buffersOf(table.value) : []);
      return;
    }
    if (question.kind === 'export') {
      pieces = piecesOf(question.wanted);
      coming = nextPiece(pieces);
    }
    assert(coming !== undefined && pieces !== undefined, 'an export was begun');
    const piece = await coming;
    post(piece, piece.kind === 'piece' ? [piece.bytes.buffer] : []);
    coming = piece.kind === 'piece' ? nextPiece(pieces) : undefined;
    coming?.catch(() => undefined); // Told when it is asked for.
  } catch (error) {
    post({ kind: 'thrown', message: error instanceof Error ? error.message : String(error) }, []);
  }
}

async function* piecesOf({ path, columns, format }: Export): AsyncGenerator<Uint8Array, void, void> {
  const pages = createTablePages(async (file) => await Promise.resolve(openTableSource(file) as FileHandle)); // It uses no more of one.
  try {
    yield* exportTable({ pages, path, columns }, format);
  } finally {
    await pages.close();
  }
}

async function nextPiece(from: AsyncGenerator<Uint8Array, void, void>): Promise<Answer> {
  const next = await from.next();
  // Copied, since several pieces are cut from one buffer, and a buffer goes over once and whole.
  return next.done === true ? { kind: 'exported' } : { kind: 'piece', bytes: new Uint8Array(next.value) };
}

/** Each buffer once: the columns of an Arrow file that has one batch are views of the same. */
function buffersOf(table: TableValue): readonly ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { column } of [...(table.index ?? []), ...table.columns]) {
    for (const part of Object.values(column)) {
      if (!ArrayBuffer.isView(part)) continue;
      const { buffer } = part;
      // Node's own pool for small buffers stays here; such a view is copied.
      if (buffer instanceof ArrayBuffer && !isMarkedAsUntransferable(buffer)) buffers.add(buffer);
    }
  }
  return [...buffers];
}

function post(message: Answer, transfer: readonly ArrayBuffer[]): void {
  port?.postMessage(message, transfer);
}
