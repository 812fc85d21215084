/*
 * The drafts that are open in this window, one session each (draft-session.ts). They outlive the editor on screen, so that
 * changing the tab loses nothing, and are flushed when the page goes away.
 */
import type { EditorState } from '@codemirror/state';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { client, core, failureOf } from '../rpc/client.ts';
import { ConnectionLostError } from '../rpc/connect.ts';
import { showFailure } from '../workspaces/tell-failure.ts';
import { createDraftSession } from './draft-session.ts';
import type { DraftSession, SaveAnswer, StoredDraft } from './draft-session.ts';
import { setDraftState } from './function-store.ts';
import { findUnsaved, forgetUnsaved, keepUnsaved } from './unsaved-drafts.ts';

type OpenDraft = {
  readonly session: DraftSession;
  /** The editor as it was when its tab was left: undo steps, selection, and how far it was scrolled. */
  readonly kept: { state: EditorState; scrollTop: number } | undefined;
};

const draftsByFunctionId = new Map<string, OpenDraft>();

// One undo step per stretch of typing: a pause of this length begins a new one.
const undoPauseMs = 5000;
const undoGroups = new Map<string, { readonly name: string; readonly untilMs: number }>();

export function openDraft(record: DraftRecord): OpenDraft {
  const functionId = record.id;
  const known = draftsByFunctionId.get(functionId);
  if (known !== undefined) return known;
  const unsaved = findUnsaved(functionId);
  const session = createDraftSession(unsaved?.base ?? storedDraft(record), {
    save: async (source, baseChecksum) => await saveDraft({ functionId, source, baseChecksum }),
    onState: (state) => {
      setDraftState(functionId, state);
      if (state === 'saved') forgetUnsaved(functionId);
      else if (core.getState() !== 'open') keepUnsavedDrafts();
    },
    onProblem: (error) => {
      // The banner says it already, and what was typed is sent when the connection is there again.
      if (!(error instanceof ConnectionLostError)) showFailure(error);
    },
  });
  const draft = { session, kept: undefined };
  draftsByFunctionId.set(functionId, draft);
  if (unsaved !== undefined) {
    session.edit(unsaved.text);
    session.acceptStored(storedDraft(record));
  }
  return draft;
}

/** The core is away: what is not stored is kept by the browser until it can be. True when nothing is left out. */
export function keepUnsavedDrafts(): boolean {
  return [...draftsByFunctionId]
    .filter(([, { session }]) => session.hasUnstored())
    .map(([functionId, { session }]) => keepUnsaved(functionId, { text: session.text(), base: session.base() }))
    .every(Boolean);
}

/** What of a function's record its draft is made of. */
export type DraftRecord = Pick<FunctionRecord, 'id' | 'draftSource' | 'draftChecksum' | 'updatedAt'>;

export function storedDraft({ draftSource, draftChecksum, updatedAt }: DraftRecord): StoredDraft {
  return { text: draftSource, checksum: draftChecksum, updatedAt };
}

async function saveDraft(draft: {
  readonly functionId: string;
  readonly source: string;
  readonly baseChecksum: string;
}): Promise<SaveAnswer> {
  try {
    const saved = await client.functions.saveDraft({ ...draft, undoGroup: undoGroup(draft.functionId) });
    return { kind: 'saved', checksum: saved.checksum, updatedAt: saved.updatedAt };
  } catch (error) {
    const failure = failureOf(error);
    if (failure?.kind !== 'draft-changed') throw error;
    const { source: text, checksum, updatedAt } = failure;
    return { kind: 'changed', stored: { text, checksum, updatedAt }, failure: error };
  }
}

export function keepEditor(functionId: string, kept: { state: EditorState; scrollTop: number }): void {
  const draft = draftsByFunctionId.get(functionId);
  if (draft !== undefined) draftsByFunctionId.set(functionId, { ...draft, kept });
}

/** Resolves when what was typed in a function's editor is stored; at once when it is not open. */
export async function flushDraft(functionId: string): Promise<void> {
  await draftsByFunctionId.get(functionId)?.session.flush();
}

/** The page is about to go: everything is sent now. What cannot be told any more is told by the store at the next start. */
export function flushAllDrafts(): void {
  for (const { session } of draftsByFunctionId.values()) void session.flush().catch(() => undefined);
}

/** Whether something typed could not be stored yet. */
export function hasUnstoredDrafts(): boolean {
  return [...draftsByFunctionId.values()].some(({ session }) => session.hasUnstored());
}

function undoGroup(functionId: string): string {
  const nowMs = Date.now();
  const known = undoGroups.get(functionId);
  const name = known !== undefined && nowMs < known.untilMs ? known.name : `typing-${crypto.randomUUID()}`;
  undoGroups.set(functionId, { name, untilMs: nowMs + undoPauseMs });
  return name;
}
