/*
 * A record as the server has it, with the edits on it that the server has not decided about: what a device shows after one of
 * its edits was refused, and after everything was fetched anew.
 */
import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import type { TextEdit } from '../changes/change.ts';
import { acceptUpdate, fitsSplice, spliceUpdate } from '../changes/text-edit.ts';
import type { Splice } from '../changes/text-edit.ts';
import type { AnyEntity } from '../schema/entity.ts';
import type { StoredRecord } from '../schema/row-codec.ts';
import { mergeChange } from './merge-change.ts';
import type { SentChange } from './sync-protocol.ts';

export type PlayedAgain = {
  /** Undefined where nothing has made the record: what waits for it will be refused. */
  readonly stored: StoredRecord | undefined;
  /** Changes whose edits of a text were built on one that is gone, and say the same again on the text that there is now. */
  readonly rewritten: readonly SentChange[];
};

/** `base` is what the server has; `lostTexts` names merged texts of which it has refused an edit. */
export function playAgain(
  entity: AnyEntity,
  base: StoredRecord | undefined,
  waiting: readonly SentChange[],
  lostTexts: ReadonlySet<string> = new Set(),
): PlayedAgain {
  const lost = new Set(lostTexts);
  const rewritten: SentChange[] = [];
  let stored = base;
  for (const change of waiting) {
    const fitting = fitTexts(entity, stored, change, lost);
    if (fitting !== change) rewritten.push(fitting);
    stored = mergeChange(entity, stored, fitting) ?? stored;
  }
  return { stored, rewritten };
}

/** The change with each of its text edits made to fit; itself when all do. Adds to `lost` the texts in which one did not. */
function fitTexts(
  entity: AnyEntity,
  stored: StoredRecord | undefined,
  change: SentChange,
  lost: Set<string>,
): SentChange {
  let fitting = change;
  for (const [name, value] of Object.entries(change.patch)) {
    if (entity.fields[name]?.kind !== 'merged-text' || value === null) continue;
    // Changes of this device, which were parsed before they were stored.
    const edit = value as TextEdit;
    const state = stored?.states[name];
    // After one edit that does not fit, those on top of it only seem to: Yjs counts the edits of a device.
    if (!lost.has(name) && acceptUpdate(state, base64ToBytes(edit.update), null) !== undefined) continue;
    lost.add(name);
    const text = asText(stored?.record[name]);
    const splice = fitSplice(text, {
      at: edit.at,
      removed: asText(change.before?.[name]),
      inserted: edit.inserted,
    });
    const update = bytesToBase64(spliceUpdate(state, splice, change.deviceId));
    fitting = {
      ...fitting,
      patch: { ...fitting.patch, [name]: { at: splice.at, inserted: splice.inserted, update } },
      before: fitting.before === null ? null : { ...fitting.before, [name]: splice.removed },
    };
  }
  return fitting;
}

/** Where what it would remove is not there any more, nothing is removed: what was typed stays, as near to its place as can be. */
export function fitSplice(text: string, splice: Splice): Splice {
  if (fitsSplice(text, splice)) return splice;
  const at = Math.min(splice.at, text.length);
  const isInPair = at > 0 && at < text.length && /^[\uD800-\uDBFF]$/.test(text.charAt(at - 1));
  return { at: isInPair ? at - 1 : at, removed: '', inserted: splice.inserted };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
