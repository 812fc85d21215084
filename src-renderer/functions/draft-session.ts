/*
 * The draft of one open function: what is in the editor, what is in the store, and what is on its way.
 *
 *   edit ──► local ──(a pause, a blur, a run)──► sent ──► stored ──(watch)──► base
 *
 * `base` is the last text known to be stored. What the watch brings is either an echo of what was sent, or an edit from
 * elsewhere; that one is taken over when there is nothing unsaved, and woven in (merge-texts.ts) when there is. A text that
 * could not be saved stays local and is tried again with the next edit or flush.
 */
import { mergeTexts } from './merge-texts.ts';

export type DraftState = 'saved' | 'unsaved' | 'saving' | 'failed';

export type DraftSession = {
  readonly text: () => string;
  readonly edit: (text: string) => void;
  /** What the editor must show now that this is stored; undefined when it need not change. */
  readonly acceptStored: (stored: string) => string | undefined;
  /** Resolves when everything typed so far is stored; rejects with what prevented it. */
  readonly flush: () => Promise<void>;
  readonly hasUnstored: () => boolean;
};

export type DraftDeps = {
  readonly save: (text: string) => Promise<void>;
  readonly onState: (state: DraftState) => void;
  readonly onProblem: (error: unknown) => void;
};

const pauseMs = 300; // Short enough to be saved before one has looked up, long enough not to save every key.
const echoesMax = 20; // Sent texts whose echo is awaited; the watch coalesces, so older ones may never come.

export function createDraftSession(stored: string, deps: DraftDeps): DraftSession {
  let base = stored;
  let local = stored;
  let awaited: readonly string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> | undefined;

  function schedule(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush().catch(deps.onProblem), pauseMs);
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    while (local !== base || saving !== undefined) {
      saving ??= saveOnce().finally(() => {
        saving = undefined;
      });
      await saving;
    }
  }

  async function saveOnce(): Promise<void> {
    const text = local;
    if (text === base) return;
    awaited = [...awaited, text].slice(-echoesMax);
    deps.onState('saving');
    try {
      await deps.save(text);
    } catch (error) {
      awaited = awaited.filter((sent) => sent !== text);
      deps.onState('failed');
      throw error;
    }
    base = text;
    deps.onState(local === base ? 'saved' : 'unsaved');
  }

  function acceptStored(text: string): string | undefined {
    const echo = awaited.lastIndexOf(text);
    if (echo >= 0) {
      awaited = awaited.slice(echo + 1);
      return undefined;
    }
    if (text === base || text === local) {
      base = text;
      return undefined;
    }
    const merged = mergeTexts(base, local, text);
    const isChanged = merged !== local;
    base = text;
    local = merged;
    if (local === base) deps.onState('saved');
    else schedule();
    return isChanged ? merged : undefined;
  }

  return {
    text: () => local,
    edit(text) {
      local = text;
      deps.onState(local === base ? 'saved' : 'unsaved');
      schedule();
    },
    acceptStored,
    flush,
    hasUnstored: () => local !== base,
  };
}
