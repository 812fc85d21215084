/*
 * Merged text: plain text for readers, and the Yjs state that weaves the edits of several devices together.
 *
 * A caller gives the whole new text. What is recorded is the splice between old and new (where, what went, what came) and
 * Yjs' own update for it, so that a keystroke in a long source costs a few bytes, and an undo takes back that splice and not
 * what others have typed meanwhile.
 */
import * as yjs from 'yjs';

/** Positions count UTF-16 units, as JavaScript and Yjs do; a splice never cuts a pair of surrogates in two. */
export type Splice = { readonly at: number; readonly removed: string; readonly inserted: string };

const textName = 'text'; // The name of the one text in each state. Part of the stored format.

/** The smallest single splice that makes `after` of `before`; undefined when they are the same. */
export function findSplice(before: string, after: string): Splice | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start -= 1;
  let tail = 0;
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail += 1;
  }
  if (tail > 0 && isLowSurrogate(before.charCodeAt(before.length - tail))) tail -= 1;
  return {
    at: start,
    removed: before.slice(start, before.length - tail),
    inserted: after.slice(start, after.length - tail),
  };
}

export function applySplice(text: string, { at, removed, inserted }: Splice): string {
  return text.slice(0, at) + inserted + text.slice(at + removed.length);
}

export function invertSplice({ at, removed, inserted }: Splice): Splice {
  return { at, removed: inserted, inserted: removed };
}

/** Whether what the splice would remove is still there. */
export function fitsSplice(text: string, { at, removed }: Splice): boolean {
  return at <= text.length && text.startsWith(removed, at);
}

/** Yjs' update for a splice that a device makes on a state (undefined: an empty text). The state with it: `mergeStates`. */
export function spliceUpdate(state: Uint8Array | undefined, splice: Splice | undefined, deviceId: string): Uint8Array {
  const document = openState(state);
  document.clientID = yjsClientId(deviceId);
  const before = yjs.encodeStateVector(document);
  if (splice !== undefined) {
    document.transact(() => {
      const text = document.getText(textName);
      // Inserting first keeps the new text to the left of what it replaces, where a cursor of another person expects it.
      text.insert(splice.at, splice.inserted);
      text.delete(splice.at + splice.inserted.length, splice.removed.length);
    });
  }
  return yjs.encodeStateAsUpdate(document, before);
}

/** Two states, or a state and an update, woven into one: in any order, any number of times, the same text comes out. */
export function mergeStates(
  left: Uint8Array,
  right: Uint8Array,
): { readonly state: Uint8Array; readonly text: string } {
  const document = openState(left);
  yjs.applyUpdate(document, right);
  // oxlint-disable-next-line typescript/no-base-to-string -- A Yjs text's own toString gives its characters.
  return { state: yjs.encodeStateAsUpdate(document), text: document.getText(textName).toString() };
}

/**
 * The same for an update that somebody outside made: undefined when it is no update, builds on edits that the state has not got,
 * or has edits in the name of another device (`deviceId`; null: whoever's), which would hide those that it makes itself.
 */
export function acceptUpdate(
  state: Uint8Array | undefined,
  update: Uint8Array,
  deviceId: string | null,
): { readonly state: Uint8Array; readonly text: string } | undefined {
  try {
    const document = openState(state);
    const writer = deviceId === null ? undefined : yjsClientId(deviceId);
    if (writer !== undefined && yjs.decodeUpdate(update).structs.some(({ id }) => id.client !== writer))
      return undefined;
    yjs.applyUpdate(document, update);
    if (document.store.pendingStructs !== null || document.store.pendingDs !== null) return undefined;
    // oxlint-disable-next-line typescript/no-base-to-string -- A Yjs text's own toString gives its characters.
    return { state: yjs.encodeStateAsUpdate(document), text: document.getText(textName).toString() };
  } catch {
    return undefined; // Yjs throws whatever its decoder stumbles over.
  }
}

function openState(state: Uint8Array | undefined): yjs.Doc {
  // Named, because drawing a random name costs more than all the rest.
  const document = new yjs.Doc({ guid: textName });
  if (state !== undefined) yjs.applyUpdate(document, state);
  return document;
}

// Yjs asks that no two writers share a number and that a writer never goes back. A device id promises both (it is renewed
// when a file is rewound), so half of it serves, and a state lists each device once instead of once per start.
function yjsClientId(deviceId: string): number {
  return Number.parseInt(deviceId.slice(0, 8), 16);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
