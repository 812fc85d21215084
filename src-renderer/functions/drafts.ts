/*
 * The drafts that are open in this window, one session each (draft-session.ts). They outlive the editor on screen, so that
 * changing the tab loses nothing, and are flushed when the page goes away (unsaved-drafts.ts).
 */
import type { EditorState } from '@codemirror/state';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { client, failureOf } from '../rpc/client.ts';
import { ConnectionLostError } from '../rpc/connect.ts';
import { showFailure } from '../workspaces/tell-failure.ts';
import type { DraftSession, SaveAnswer, StoredDraft } from './draft-session.ts';
import { setDraftState } from './function-store.ts';
import { resumeDraft, settleUnsaved } from './unsaved-drafts.ts';

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
  const session = resumeDraft(functionId, storedDraft(record), {
    save: async (source, baseChecksum) => await saveDraft({ functionId, source, baseChecksum }),
    onState: (state) => setDraftState(functionId, state),
    onProblem: (error) => {
      // The banner says it already, and what was typed is sent when the connection is there again.
      if (!(error instanceof ConnectionLostError)) showFailure(error);
    },
  });
  const draft = { session, kept: undefined };
  draftsByFunctionId.set(functionId, draft);
  return draft;
}

/** The watch has brought a function's record. */
export function acceptRecord(record: DraftRecord): void {
  settleUnsaved(record.id, storedDraft(record));
  openDraft(record).session.acceptStored(storedDraft(record));
}

/** What of a function's record its draft is made of. */
export type DraftRecord = Pick<FunctionRecord, 'id' | 'draftSource' | 'draftChecksum' | 'updatedAt'>;

function storedDraft({ draftSource, draftChecksum, updatedAt }: DraftRecord): StoredDraft {
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

function undoGroup(functionId: string): string {
  const nowMs = Date.now();
  const known = undoGroups.get(functionId);
  const name = known !== undefined && nowMs < known.untilMs ? known.name : `typing-${crypto.randomUUID()}`;
  undoGroups.set(functionId, { name, untilMs: nowMs + undoPauseMs });
  return name;
}
