/*
 * What was typed and is not known to be stored, kept by the browser: while the core is away, since one that comes back has
 * another key, so that its page is a new one and knows nothing of what stood in the old one's editor; and when a page goes,
 * since what it sends with its last breath may not arrive. Kept with the draft it was made from, so that it is woven into what
 * is stored by then (draft-session.ts) and never written over it. The browser keeps it for the port of this start, which
 * the next takes again: a core that has to take another one finds nothing, but then the old page still stands there with the text in it.
 */
import { z } from 'zod';

import { core } from '../rpc/client.ts';
import { createDraftSession } from './draft-session.ts';
import type { DraftDeps, DraftSession, StoredDraft } from './draft-session.ts';

const sessions = new Map<string, DraftSession>();

/**
 * A session of a text that is stored under an id. It goes on with what an earlier page could not store, and what this one
 * cannot is kept in its turn.
 */
export function resumeDraft(id: string, stored: StoredDraft, deps: DraftDeps): DraftSession {
  const unsaved = findUnsaved(id);
  const session = createDraftSession(
    unsaved?.base ?? stored,
    {
      ...deps,
      onState: (state) => {
        deps.onState(state);
        if (state === 'saved') forgetUnsaved(id);
        else if (core.getState() !== 'open') keepUnsavedDrafts();
      },
    },
    unsaved?.sent,
  );
  sessions.set(id, session);
  if (unsaved !== undefined) {
    session.edit(unsaved.text);
    session.acceptStored(stored);
  }
  return session;
}

/** What is stored by now; what a page that has gone sent as its last is not to be woven into what is made of it later. */
export function settleUnsaved(id: string, stored: StoredDraft): void {
  if (findUnsaved(id)?.text === stored.text) forgetUnsaved(id);
}

/** What is not known to be stored is kept by the browser until it is. True when nothing is left out. */
export function keepUnsavedDrafts(): boolean {
  return [...sessions]
    .filter(([, session]) => session.hasUnstored())
    .map(([id, session]) => keepUnsaved(id, { text: session.text(), base: session.base(), sent: session.unanswered() }))
    .every(Boolean);
}

/** Whether something typed could not be stored yet. */
export function hasUnstoredDrafts(): boolean {
  return [...sessions.values()].some((session) => session.hasUnstored());
}

/** The page is about to go: everything is sent now, and kept until it is known to be stored. */
export function flushAllDrafts(): void {
  for (const session of sessions.values()) void session.flush().catch(() => undefined); // The session itself tells what failed.
  keepUnsavedDrafts();
}

const unsavedSchema = z.object({
  text: z.string(),
  base: z.object({ text: z.string(), checksum: z.string(), updatedAt: z.number() }),
  sent: z.array(z.string()),
});
/** `sent` are texts that may be stored without that anybody was told. */
type UnsavedDraft = { readonly text: string; readonly base: StoredDraft; readonly sent: readonly string[] };

function findUnsaved(id: string): UnsavedDraft | undefined {
  try {
    const kept = unsavedSchema.safeParse(JSON.parse(localStorage.getItem(keyOf(id)) ?? 'null'));
    return kept.success ? kept.data : undefined;
  } catch {
    return undefined; // Rubbish, or a browser that keeps nothing.
  }
}

/** Whether the browser has it now: a source of megabytes may be more than it takes. */
function keepUnsaved(id: string, unsaved: UnsavedDraft): boolean {
  try {
    localStorage.setItem(keyOf(id), JSON.stringify(unsaved));
    return true;
  } catch {
    return false;
  }
}

function forgetUnsaved(id: string): void {
  try {
    localStorage.removeItem(keyOf(id));
  } catch {
    // Where nothing can be removed, nothing could be kept.
  }
}

function keyOf(id: string): string {
  return `triptych.unsaved.${id}`;
}
