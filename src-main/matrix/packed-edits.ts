/*
 * What a file would do to a project, kept small: tens of thousands of edits lie in memory from the moment when they are planned
 * until a person has decided. A thread packs them, and the core unpacks a few at a time as it writes them.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

import type { ModelEdit } from '#shared/matrix/model-edits.ts';

export type PackedEdits = { readonly count: number; readonly packs: readonly Uint8Array<ArrayBuffer>[] };

/** Unpacked in some two milliseconds, and large enough that what they have in common packs well. */
const editsInPack = 200;
/** The fastest: it saves nine tenths, and the others little more. */
const level = 1;

export function packEdits(edits: readonly ModelEdit[]): PackedEdits {
  const packs: Uint8Array<ArrayBuffer>[] = [];
  for (let start = 0; start < edits.length; start += editsInPack) {
    const json = JSON.stringify(edits.slice(start, start + editsInPack));
    // A copy, since a Buffer may lie in memory that it shares with others.
    packs.push(Uint8Array.from(deflateRawSync(json, { level })));
  }
  return { count: edits.length, packs };
}

/** In their order, so many at once. */
export function* unpackEdits({ packs }: PackedEdits, atOnce: number): Generator<readonly ModelEdit[]> {
  for (const pack of packs) {
    // Packed above.
    const edits = JSON.parse(inflateRawSync(pack).toString('utf8')) as readonly ModelEdit[];
    for (let start = 0; start < edits.length; start += atOnce) yield edits.slice(start, start + atOnce);
  }
}
