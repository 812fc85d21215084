/*
 * What was typed while the core was away, kept by the browser: a core that comes back has another key, so its page is a new one
 * and knows nothing of what stood in the old one's editor. Kept with the draft it was made from, so that it is woven into what
 * is stored by then (draft-session.ts) and never written over it. The browser keeps it for the port of this start: a core that
 * comes back on another one finds nothing, but then the old page still stands there with the text in it.
 */
import { z } from 'zod';

import type { StoredDraft } from './draft-session.ts';

const unsavedSchema = z.object({
  text: z.string(),
  base: z.object({ text: z.string(), checksum: z.string(), updatedAt: z.number() }),
});
export type UnsavedDraft = { readonly text: string; readonly base: StoredDraft };

export function findUnsaved(functionId: string): UnsavedDraft | undefined {
  try {
    const kept = unsavedSchema.safeParse(JSON.parse(localStorage.getItem(keyOf(functionId)) ?? 'null'));
    return kept.success ? kept.data : undefined;
  } catch {
    return undefined; // Rubbish, or a browser that keeps nothing.
  }
}

/** Whether the browser has it now: a source of megabytes may be more than it takes. */
export function keepUnsaved(functionId: string, unsaved: UnsavedDraft): boolean {
  try {
    localStorage.setItem(keyOf(functionId), JSON.stringify(unsaved));
    return true;
  } catch {
    return false;
  }
}

export function forgetUnsaved(functionId: string): void {
  try {
    localStorage.removeItem(keyOf(functionId));
  } catch {
    // Where nothing can be removed, nothing could be kept.
  }
}

function keyOf(functionId: string): string {
  return `triptych.unsaved.${functionId}`;
}
