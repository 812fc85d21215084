/*
 * Edits of a project that the core could not take, because it was not there: they stay on screen, wait in their order, and are
 * carried out when it is back. The browser keeps them too (kept-edits.ts), and with them what is on its way: a core that dies
 * before it has stored an edit, and a window that goes with it, lose nothing that a person has seen.
 */
import type { ApiClient } from '#shared/features.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';

import { ConnectionLostError } from '../rpc/connect.ts';
import { openKeptEdits } from './kept-edits.ts';
import type { UnsentEdit } from './kept-edits.ts';

type Answer = Awaited<ReturnType<ApiClient['projects']['edit']>>;
type Told = { readonly resolve: () => void; readonly reject: (error: unknown) => void };

/** What a person does in an hour of working without the core; whoever goes on is told that it is not kept. */
const unsentMax = 1000;
/** A batch with more edits of fields is carried out again without looking whether it was. */
const comparedMax = 50;
/** Longer than the core takes for anything that it answers at all. */
const answerMsMax = 60_000;

/** What an edit is made of before it has a place in the order. */
type NewEdit = Pick<UnsentEdit, 'edits' | 'options'>;

export type UnsentEditsDeps = {
  readonly client: Pick<ApiClient, 'records' | 'projects'>;
  readonly projectId: string;
  /** Called when one has been carried out or refused. */
  readonly onSettled: (answer: Answer | undefined) => void;
  /** A refusal of an edit that an earlier page has left behind, whom nobody else tells. */
  readonly onRefused: (error: unknown) => void;
  /** Called when there is something that an earlier page has left behind: now, or when that page has gone. */
  readonly onFound: () => void;
};

export type UnsentEdits = {
  readonly list: () => readonly UnsentEdit[];
  /** Writes down what has just left for the core, until `forget` or `keep`. */
  readonly note: (edit: NewEdit) => UnsentEdit;
  readonly forget: (edit: UnsentEdit) => void;
  /** Resolves when it has been carried out, rejects when it is refused. Without a note for what has not left. */
  readonly keep: (edit: UnsentEdit | NewEdit) => Promise<void>;
  /** Carries out what waits, one after the other; leaves the rest where the core goes away again. Never rejects. */
  readonly send: () => Promise<void>;
};

export function openUnsentEdits(deps: UnsentEditsDeps): UnsentEdits {
  const { client, projectId, onSettled, onRefused, onFound } = deps;
  const told = new Map<string, Told>();
  const kept = openKeptEdits(projectId);
  let waiting: readonly UnsentEdit[] = [];
  let isSending = false;

  function wait(edit: UnsentEdit): void {
    const one = { ...edit, waitingSince: edit.waitingSince ?? Date.now() };
    waiting = [...waiting, one];
    if (!kept.put(one)) unkept.add(one.id);
  }

  async function carryOut(edit: UnsentEdit): Promise<void> {
    const { edits, options } = edit;
    let answer: Answer | undefined;
    let refusal: unknown;
    try {
      if (!(edit.isDoubtful && (await isCarriedOut(client, projectId, edit))))
        answer = await client.projects.edit({ projectId, edits, ...options });
    } catch (error) {
      if (error instanceof ConnectionLostError) {
        const doubtful = { ...edit, isDoubtful: true };
        waiting = waiting.map((one) => (one === edit ? doubtful : one));
        kept.put(doubtful);
        throw error;
      }
      refusal = error;
    }
    waiting = waiting.filter((one) => one !== edit);
    forget(edit);
    onSettled(answer);
    settle(edit.id, refusal);
  }

  function forget({ id }: UnsentEdit): void {
    kept.remove(id);
    unkept.delete(id);
  }

  function settle(id: string, refusal: unknown): void {
    const caller = told.get(id);
    told.delete(id);
    if (refusal === undefined) caller?.resolve();
    else if (caller === undefined) onRefused(refusal);
    else caller.reject(refusal);
  }

  kept.takeOver((left) => {
    for (const edit of left) wait({ ...edit, id: nextId() });
    onFound();
  });

  return {
    list: () => waiting,
    note(edit) {
      const noted = { ...begin(edit), isDoubtful: true };
      kept.put(noted);
      return noted;
    },
    forget,
    async keep(edit) {
      if (waiting.length >= unsentMax) throw new ConnectionLostError('The connection to Triptych is lost.');
      const one = 'id' in edit ? edit : begin(edit);
      wait(one);
      await new Promise<void>((resolve, reject) => told.set(one.id, { resolve, reject }));
    },
    async send() {
      if (isSending) return;
      isSending = true;
      try {
        for (let next = waiting[0]; next !== undefined; next = waiting[0]) await carryOut(next);
      } catch {
        // The core has gone again: the rest waits.
      } finally {
        isSending = false;
      }
    },
  };
}

/** Edits that are not with the browser, since it takes no more. */
const unkept = new Set<string>();

/** Whether there are edits that will be lost with this page. */
export function hasUnkeptEdits(): boolean {
  return unkept.size > 0;
}

let madeCount = 0;

function begin(edit: NewEdit): UnsentEdit {
  return { ...edit, id: nextId(), isDoubtful: false, madeAt: Date.now(), waitingSince: null };
}

/** Sorts by age among those of this window. */
function nextId(): string {
  madeCount += 1;
  return String(madeCount).padStart(9, '0');
}

/**
 * Whether there is nothing left to do: the core has carried it out before it went (whole, as every batch), or somebody has
 * written the same record since. What cannot be told is done again, which joins or changes nothing.
 */
async function isCarriedOut(
  { records }: UnsentEditsDeps['client'],
  projectId: string,
  unsent: UnsentEdit,
): Promise<boolean> {
  const { edits } = unsent;
  const witness = edits.find(
    ({ kind, entity }) => kind === 'remove' || (kind === 'create' && entity !== 'relationship'),
  );
  if (witness === undefined && edits.length > comparedMax) return false;
  for (const edit of witness === undefined ? edits : [witness]) {
    const { entity, id } = edit;
    const [found] = await records.list({ entity, where: { projectId, id }, limit: 1 });
    if (!isSeenIn(found, edit) && !isWrittenSince(found, unsent)) return false;
  }
  return true;
}

type Found = { readonly [field: string]: unknown } | undefined;

function isSeenIn(found: Found, edit: ModelEdit): boolean {
  if (edit.kind === 'remove' || found === undefined) return edit.kind === 'remove' && found === undefined;
  // A relationship that is there already may be somebody else's, which this one joins.
  if (edit.kind === 'create' && edit.entity !== 'relationship') return true;
  return Object.entries(edit.fields).every(([field, value]) => JSON.stringify(found[field]) === JSON.stringify(value));
}

/** Not what this window itself had on its way beside it, nor what it carries out before it. */
function isWrittenSince(found: Found, { madeAt, waitingSince }: UnsentEdit): boolean {
  const writtenAt = Number(found?.['updatedAt'] ?? 0);
  return writtenAt > madeAt + answerMsMax && writtenAt < (waitingSince ?? 0);
}
