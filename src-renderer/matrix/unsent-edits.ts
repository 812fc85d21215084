/*
 * Edits of a project that the core could not take, because it was not there: they stay on screen, wait in their order, and are
 * carried out when it is back. The browser keeps them too, since a core that was started again has another key, so that its page
 * is a new one; that page finds them when the project is opened (and, as with texts, only at the same port: unsaved-drafts.ts).
 */
import { z } from 'zod';

import type { ApiClient } from '#shared/features.ts';
import { modelEditSchema } from '#shared/matrix/model-edits.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';

import { ConnectionLostError } from '../rpc/connect.ts';
import { newId } from './new-id.ts';

const unsentSchema = z.object({
  id: z.string(),
  edits: z.array(modelEditSchema),
  options: z.object({ label: z.string().optional(), undoGroup: z.string().optional() }),
  /** It had left when the core went, and may have been carried out without that anybody was told. */
  isDoubtful: z.boolean(),
});
export type UnsentEdit = z.infer<typeof unsentSchema>;
type Answer = Awaited<ReturnType<ApiClient['projects']['edit']>>;
type Told = { readonly resolve: () => void; readonly reject: (error: unknown) => void };

/** What a person does in an hour of working without the core; whoever goes on is told that it is not kept. */
const unsentMax = 1000;

export type UnsentEditsDeps = {
  readonly client: Pick<ApiClient, 'records' | 'projects'>;
  readonly projectId: string;
  /** Called when one has been carried out or refused, or another window has dealt with it. */
  readonly onSettled: (answer: Answer | undefined) => void;
  /** A refusal of an edit that an earlier page has left behind, whom nobody else tells. */
  readonly onRefused: (error: unknown) => void;
};

export type UnsentEdits = {
  readonly list: () => readonly UnsentEdit[];
  /** Resolves when it has been carried out, rejects when it is refused. */
  readonly keep: (edit: Omit<UnsentEdit, 'id'>) => Promise<void>;
  /** Carries out what waits, one after the other; leaves the rest where the core goes away again. Never rejects. */
  readonly send: () => Promise<void>;
};

export function openUnsentEdits({ client, projectId, onSettled, onRefused }: UnsentEditsDeps): UnsentEdits {
  const told = new Map<string, Told>();
  let waiting = readKept(projectId);
  let isSending = false;

  async function carryOut({ id, edits, options, isDoubtful }: UnsentEdit): Promise<void> {
    // Another window of this browser has found it, too, and was sooner.
    const isTaken = isKeeping(projectId) && !readKept(projectId).some((kept) => kept.id === id);
    let answer: Answer | undefined;
    let refusal: unknown;
    try {
      if (!isTaken && !(isDoubtful && (await isCarriedOut(client, projectId, edits))))
        answer = await client.projects.edit({ projectId, edits, ...options });
    } catch (error) {
      if (error instanceof ConnectionLostError) throw error;
      refusal = error;
    }
    waiting = waiting.filter((one) => one.id !== id);
    writeKept(projectId, waiting);
    onSettled(answer);
    settle(id, refusal);
  }

  function settle(id: string, refusal: unknown): void {
    const caller = told.get(id);
    told.delete(id);
    if (refusal === undefined) caller?.resolve();
    else if (caller === undefined) onRefused(refusal);
    else caller.reject(refusal);
  }

  return {
    list: () => waiting,
    async keep(edit) {
      if (waiting.length >= unsentMax) throw new ConnectionLostError('The connection to Triptych is lost.');
      const kept = { ...edit, id: newId() };
      waiting = [...waiting, kept];
      writeKept(projectId, waiting);
      await new Promise<void>((resolve, reject) => told.set(kept.id, { resolve, reject }));
    },
    async send() {
      if (isSending) return;
      isSending = true;
      try {
        await oneWindowAtATime(async () => {
          for (let next = waiting[0]; next !== undefined; next = waiting[0]) await carryOut(next);
        });
      } catch {
        // The core has gone again: the rest waits.
      } finally {
        isSending = false;
      }
    },
  };
}

/** A batch is carried out whole or not at all, so one of its records shows which. What only changes fields may be done twice. */
async function isCarriedOut(
  client: UnsentEditsDeps['client'],
  projectId: string,
  edits: readonly ModelEdit[],
): Promise<boolean> {
  const witness = edits.find(
    ({ kind, entity }) => kind === 'remove' || (kind === 'create' && entity !== 'relationship'),
  );
  if (witness === undefined) return false; // A relationship that is there already is joined.
  const { entity, id } = witness;
  const found = await client.records.list({ entity, where: { projectId, id }, limit: 1 });
  return found.length > 0 === (witness.kind === 'create');
}

/** Where the browser has no locks (it has, for every page of this machine), windows are as likely to meet as people typing there. */
async function oneWindowAtATime(work: () => Promise<void>): Promise<void> {
  if ('locks' in navigator) await navigator.locks.request('triptych.unsent', work);
  else await work();
}

function readKept(projectId: string): readonly UnsentEdit[] {
  try {
    const kept = z.array(unsentSchema).safeParse(JSON.parse(localStorage.getItem(keyOf(projectId)) ?? '[]'));
    return kept.success ? kept.data : [];
  } catch {
    return []; // Rubbish, or a browser that keeps nothing.
  }
}

/** Projects whose edits are not all with the browser, since it takes no more. */
const unkept = new Set<string>();

function writeKept(projectId: string, waiting: readonly UnsentEdit[]): void {
  try {
    if (waiting.length === 0) localStorage.removeItem(keyOf(projectId));
    else localStorage.setItem(keyOf(projectId), JSON.stringify(waiting));
    unkept.delete(projectId);
  } catch {
    if (waiting.length > 0) unkept.add(projectId);
  }
}

function isKeeping(projectId: string): boolean {
  return !unkept.has(projectId);
}

/** Whether there are edits that will be lost with this page. */
export function hasUnkeptEdits(): boolean {
  return unkept.size > 0;
}

function keyOf(projectId: string): string {
  return `triptych.unsent.${projectId}`;
}
