/*
 * The texts that are open in this window, one session each: what is typed is saved after a pause, and woven together with what
 * another window has stored meanwhile. The same rules as for a function's draft (functions/draft-session.ts).
 */
import { findSplice } from '#shared/changes/text-edit.ts';
import type { SourceTextRecord } from '#shared/matrix/question-entities.ts';
import { textChecksum } from '#shared/matrix/foraging/text-checksum.ts';

import { resumeDraft, settleUnsaved } from '../../functions/unsaved-drafts.ts';
import type { DraftSession, DraftState, SaveAnswer, StoredDraft } from '../../functions/draft-session.ts';
import { client, failureOf } from '../../rpc/client.ts';
import { ConnectionLostError } from '../../rpc/connect.ts';
import { showFailure } from '../../workspaces/tell-failure.ts';
import { newId } from '../new-id.ts';

export type TextSession = {
  readonly draft: DraftSession;
  readonly listenState: (onState: ((state: DraftState) => void) | null) => void;
};

const sessions = new Map<string, TextSession>();

// One undo step per stretch of typing: a pause of this length begins a new one.
const undoPauseMs = 5000;

export function openTextSession(record: SourceTextRecord): TextSession {
  const known = sessions.get(record.id);
  if (known !== undefined) return known;
  let onState: ((state: DraftState) => void) | null = null;
  let group = { name: newId(), untilMs: 0 };
  const draft: DraftSession = resumeDraft(record.id, storedText(record), {
    save: async (text) => {
      const nowMs = Date.now();
      group = { name: nowMs < group.untilMs ? group.name : newId(), untilMs: nowMs + undoPauseMs };
      return await saveText(record, { base: draft.base(), text, undoGroup: group.name });
    },
    onState: (state) => onState?.(state),
    onProblem: (error) => {
      if (!(error instanceof ConnectionLostError)) showFailure(error); // The banner says it already.
    },
  });
  const session: TextSession = {
    draft,
    listenState(listener) {
      onState = listener;
    },
  };
  sessions.set(record.id, session);
  return session;
}

/** The watch has brought a text's record. */
export function acceptText(record: SourceTextRecord): void {
  settleUnsaved(record.id, storedText(record));
  openTextSession(record).draft.acceptStored(storedText(record));
}

const checksums = new WeakMap<SourceTextRecord, string>();

function storedText(record: SourceTextRecord): StoredDraft {
  const checksum = checksums.get(record) ?? textChecksum(record.body);
  checksums.set(record, checksum);
  return { text: record.body, checksum, updatedAt: record.updatedAt };
}

type Save = { readonly base: StoredDraft; readonly text: string; readonly undoGroup: string };

async function saveText({ id: textId, projectId }: SourceTextRecord, save: Save): Promise<SaveAnswer> {
  const { at, removed, inserted } = findSplice(save.base.text, save.text) ?? { at: 0, removed: '', inserted: '' };
  try {
    const saved = await client.sourceTexts.save({
      projectId,
      textId,
      at,
      removedCount: removed.length,
      inserted,
      baseChecksum: save.base.checksum,
      undoGroup: save.undoGroup,
    });
    return { kind: 'saved', ...saved };
  } catch (error) {
    const failure = failureOf(error);
    if (failure?.kind !== 'text-changed') throw error;
    const { body: text, checksum, updatedAt } = failure;
    return { kind: 'changed', stored: { text, checksum, updatedAt }, failure: error };
  }
}
