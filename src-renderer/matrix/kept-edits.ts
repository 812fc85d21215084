/*
 * Edits that the core has not answered, kept by the browser under the window that made them. A core that was started again has
 * another key, so that its page is a new one: it takes over what a window of the same project has left behind, once that one is
 * gone (and, as with texts, only at the same port: unsaved-drafts.ts).
 */
import { z } from 'zod';

import { modelEditSchema } from '#shared/matrix/model-edits.ts';

import { windowId } from '../rpc/window-id.ts';
import { whenWindowIsGone } from '../rpc/window-lock.ts';

const unsentSchema = z.object({
  /** By the order in which this window's edits were made. */
  id: z.string(),
  edits: z.array(modelEditSchema),
  options: z.object({ label: z.string().optional(), undoGroup: z.string().optional() }),
  /** It has left for the core, and may have been carried out without that anybody was told. */
  isDoubtful: z.boolean(),
  /** By the clock of this machine. */
  madeAt: z.number(),
  /** When it was first known that the core has not answered; null while it may. */
  waitingSince: z.number().nullable(),
});
export type UnsentEdit = z.infer<typeof unsentSchema>;

/**
 * Of all edits of one batch: a browser keeps about five million characters for everything. Writing so many takes two frames, and
 * is done before the batch, whose painting takes more, is on screen.
 */
const keptCharsMax = 4_000_000;

export type KeptEdits = {
  /** Answers whether the browser has it; it may be full, or keep nothing, or the edits may be more than it can keep. */
  readonly put: (edit: UnsentEdit) => boolean;
  readonly remove: (id: string) => void;
  /** Gives what other windows have left behind, each in its order, when they are gone; it is then no longer in the browser. */
  readonly takeOver: (take: (edits: readonly UnsentEdit[]) => void) => void;
};

export function openKeptEdits(projectId: string): KeptEdits {
  const prefix = `triptych.unsent.${projectId}.`;

  function keysOf(owner: string): readonly string[] {
    return listKeys()
      .filter((key) => key.startsWith(`${prefix}${owner}.`))
      .toSorted();
  }

  return {
    put(edit) {
      const text = textOf(edit);
      if (text === undefined) return false;
      try {
        localStorage.setItem(`${prefix}${windowId}.${edit.id}`, text);
        return true;
      } catch {
        return false;
      }
    },
    remove(id) {
      try {
        localStorage.removeItem(`${prefix}${windowId}.${id}`);
      } catch {
        // A browser that keeps nothing has nothing to remove.
      }
    },
    takeOver(take) {
      const owners = new Set(
        listKeys().flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length).split('.')[0] ?? ''] : [])),
      );
      owners.delete(windowId);
      for (const owner of owners) {
        void whenWindowIsGone(owner, () => {
          const left = keysOf(owner).flatMap(takeKept);
          if (left.length > 0) take(left);
        });
      }
    },
  };
}

/** Undefined for what is too long; it is then not written to its end. */
function textOf({ edits, ...rest }: UnsentEdit): string | undefined {
  const texts: string[] = [];
  let charCount = 0;
  for (const edit of edits) {
    const text = JSON.stringify(edit);
    charCount += text.length;
    if (charCount > keptCharsMax) return undefined;
    texts.push(text);
  }
  return `{"edits":[${texts.join(',')}],${JSON.stringify(rest).slice(1)}`;
}

function listKeys(): readonly string[] {
  return typeof localStorage === 'undefined' ? [] : Object.keys(localStorage);
}

/** One, or none where it is rubbish. */
function takeKept(key: string): readonly UnsentEdit[] {
  const text = localStorage.getItem(key) ?? '';
  localStorage.removeItem(key);
  try {
    return [unsentSchema.parse(JSON.parse(text))];
  } catch {
    return [];
  }
}
