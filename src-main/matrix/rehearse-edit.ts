/*
 * The first edit after a start would meet code that has never run and pages of the file that are not in memory: tens of
 * milliseconds, in which the program may die and take with it what a person has just typed. So one is rehearsed while nobody
 * waits: a call as a window makes it, the whole way from its text to the tables, which the core refuses at the end, so that nothing of
 * it stays.
 */
import { createId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Clock } from '#shared/base/instant.ts';
import { createEdit, patchEdit } from '#shared/matrix/model-edits.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';
import { newObject, newRelationship, rankAfter } from '#shared/matrix/new-records.ts';
import { projectEntity } from '#shared/matrix/project-entities.ts';

import type { Connection } from '../rpc/connection.ts';
import type { StoreReader } from '../store/store.ts';

export type RehearsalDeps = {
  readonly store: StoreReader;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly serve: (connection: Connection) => void;
};

/** Twice: what has run once is found, what has run twice is found sooner. */
const rounds = 2;

/** Resolves when the last is answered; at once where there is no project. */
export async function rehearseEdit({ store, clock, random, serve }: RehearsalDeps): Promise<void> {
  const [project] = store.list(projectEntity, { limit: 1 });
  if (project === undefined) return;
  for (let round = 0; round < rounds; round += 1) {
    const newId = (): string => createId(clock.nowMs(), random);
    const input = { projectId: project.id, edits: refusedEdits(newId), label: 'Rehearsal' };
    await call(serve, { u: '/projects/edit', b: { json: input } });
  }
}

/** An object, and a relationship that leads from it to nowhere: written, looked at, and refused. */
function refusedEdits(newId: () => string): readonly ModelEdit[] {
  const [objectId, relationshipId] = [newId(), newId()];
  const ends = { sourceObjectId: objectId, targetObjectId: newId() };
  return [
    createEdit('object', objectId, newObject({ name: 'Rehearsal', rank: rankAfter([]), createdBy: newId() })),
    createEdit('relationship', relationshipId, newRelationship(ends)),
    patchEdit('relationship', relationshipId, { sourceEnd: '1', targetEnd: '0..*' }),
  ];
}

/** One call on a connection of its own, which ends with the answer. */
async function call(serve: RehearsalDeps['serve'], request: unknown): Promise<void> {
  await new Promise<void>((resolve) => {
    let onClose: (() => void) | undefined;
    serve({
      async send() {
        onClose?.();
        resolve();
      },
      onMessage: (listener) => queueMicrotask(() => listener(JSON.stringify({ i: '1', p: request }))),
      onClose: (listener) => (onClose = listener),
      close: () => resolve(),
    });
  });
}
