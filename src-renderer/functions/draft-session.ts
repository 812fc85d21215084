/*
 * The draft of one open function: what is in the editor, what is in the store, and what is on its way.
 *
 *   edit ──► local ──(a pause, a blur, a run)──► save(local, made from base) ──► base
 *              ▲                                              │ draft-changed
 *              └────────── woven in (merge-texts.ts) ◄────────┴──── watch: what others stored
 *
 * `base` is the newest draft known to be stored. A save says from which base its text was made, so the core refuses one that
 * would write over an edit that this window has not seen; the two are woven together then and saved again. What the watch
 * brings is either known already or newer than `base`; a draft that is older has been overtaken on its way and is passed over.
 * A text that could not be saved stays local and is tried again with the next edit or flush.
 */
import { mergeTexts } from './merge-texts.ts';

export type DraftState = 'saved' | 'unsaved' | 'saving' | 'failed';

/** `updatedAt` never goes back as a record is written, and tells which of two drafts is the newer one. */
export type StoredDraft = { readonly text: string; readonly checksum: string; readonly updatedAt: number };

export type SaveAnswer =
  | { readonly kind: 'saved'; readonly checksum: string; readonly updatedAt: number }
  /** Nothing was written: this is stored, and the text was made from something else. */
  | { readonly kind: 'changed'; readonly stored: StoredDraft; readonly failure: unknown };

export type DraftSession = {
  readonly text: () => string;
  readonly edit: (text: string) => void;
  /** What the watch brings. What that makes of the text is told to the listener. */
  readonly acceptStored: (stored: StoredDraft) => void;
  /** Resolves when everything typed so far is stored; rejects with what prevented it. */
  readonly flush: () => Promise<void>;
  readonly hasUnstored: () => boolean;
  /** The stored draft that the text was made from. */
  readonly base: () => StoredDraft;
  /** What was sent and may be stored, though nothing has said so. */
  readonly unanswered: () => readonly string[];
  /** The editor on screen, which must show what an edit from elsewhere has made of the text; null when there is none. */
  readonly listen: (onText: ((text: string) => void) | null) => void;
};

export type DraftDeps = {
  readonly save: (text: string, baseChecksum: string) => Promise<SaveAnswer>;
  readonly onState: (state: DraftState) => void;
  readonly onProblem: (error: unknown) => void;
};

const pauseMs = 300; // Short enough to be saved before one has looked up, long enough not to save every key.
// Refusals in a row before a flush gives up and says so: each means that another window stored something in between.
const refusalsMax = 50;
// Texts that were sent, and may be stored, though the connection was lost before the answer; an older one is not what is stored.
const unansweredMax = 5;

export function createDraftSession(stored: StoredDraft, deps: DraftDeps, sent: readonly string[] = []): DraftSession {
  let base = stored;
  let local = stored.text;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> | undefined;
  let held: StoredDraft | undefined;
  let refusals = 0;
  let unanswered = sent;
  let onText: ((text: string) => void) | null = null;

  function schedule(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush().catch(deps.onProblem), pauseMs);
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    while (local !== base.text || saving !== undefined) {
      saving ??= saveOnce().finally(() => {
        saving = undefined;
        releaseHeld();
      });
      await saving;
    }
  }

  async function saveOnce(): Promise<void> {
    const text = local;
    if (text === base.text) return;
    deps.onState('saving');
    try {
      unanswered = [...unanswered, text].slice(-unansweredMax);
      const answer = await deps.save(text, base.checksum);
      if (answer.kind === 'saved') base = { text, checksum: answer.checksum, updatedAt: answer.updatedAt };
      else weave(answer.stored);
      unanswered = [];
      refusals = answer.kind === 'saved' ? 0 : refusals + 1;
      if (answer.kind === 'changed' && refusals > refusalsMax) {
        refusals = 0;
        throw answer.failure;
      }
    } catch (error) {
      deps.onState('failed');
      throw error;
    }
    deps.onState(local === base.text ? 'saved' : 'unsaved');
  }

  /** While a save is on its way it is not known whether what the watch brings came before it or after. */
  function releaseHeld(): void {
    const waiting = held;
    held = undefined;
    if (waiting !== undefined) acceptStored(waiting);
  }

  function acceptStored(arrived: StoredDraft): void {
    if (saving !== undefined) {
      held = arrived;
      return;
    }
    if (arrived.updatedAt < base.updatedAt) return;
    const before = base.text;
    weave(arrived);
    if (arrived.text === before) return;
    if (local === base.text) deps.onState('saved');
    else schedule();
  }

  function weave(arrived: StoredDraft): void {
    // An own text, and what was typed since was made from it: woven in as if it were another's it would stand there twice.
    const merged = unanswered.includes(arrived.text) ? local : mergeTexts(base.text, local, arrived.text);
    base = arrived;
    if (merged === local) return;
    local = merged;
    onText?.(merged);
  }

  return {
    text: () => local,
    edit(text) {
      local = text;
      deps.onState(local === base.text ? 'saved' : 'unsaved');
      schedule();
    },
    acceptStored,
    flush,
    hasUnstored: () => local !== base.text,
    base: () => base,
    unanswered: () => unanswered,
    listen(listener) {
      onText = listener;
    },
  };
}
