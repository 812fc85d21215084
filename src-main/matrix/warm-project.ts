/*
 * The largest project is read once when the program starts, as a window will ask for it: a project of 20,000 relationships takes
 * the core a tenth of a second to read and pack for the first time, and a tenth of that when the pages of the file are in memory.
 * What was packed is kept until somebody writes to it (packed-lists.ts).
 */
import { setImmediate } from 'node:timers/promises';

import { modelEntities } from '#shared/matrix/model-entities.ts';
import { relationshipEntity } from '#shared/matrix/object-entities.ts';
import { projectEntity } from '#shared/matrix/project-entities.ts';
import { projectRecordsMax } from '#shared/matrix/records-max.ts';
import type { recordApi } from '#shared/records/record-api.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';

import type { Log } from '../rpc/connection.ts';
import type { HandlersOf } from '../rpc/handlers.ts';
import type { StoreReader } from '../store/store.ts';
import { rehearseEdit } from './rehearse-edit.ts';
import type { RehearsalDeps } from './rehearse-edit.ts';

/** Of fewer relationships a project is there at once, and a shelf of hundreds of projects is not counted through. */
const relationshipsMin = 1000;
const projectsMax = 100;

export type WarmingDeps = {
  readonly store: StoreReader;
  readonly records: Pick<HandlersOf<typeof recordApi>, 'watchTables'>;
};

/** After the doors are open, while a window is on its way. Never rejects. */
export async function warmProjects(
  { log, ...deps }: WarmingDeps & RehearsalDeps & { readonly log: Log },
  actor: Actor,
): Promise<void> {
  try {
    await rehearseEdit(deps);
    await warmLargestProject(deps, actor);
  } catch (error) {
    log(`The projects could not be made ready: ${String(error)}`);
  }
}

/** Resolves with the project that was read, or undefined where none is large. */
export async function warmLargestProject({ store, records }: WarmingDeps, actor: Actor): Promise<string | undefined> {
  const sizes = store
    .listIds(projectEntity, { limit: projectsMax })
    .map((projectId) => ({ projectId, size: store.count(relationshipEntity, { projectId }) }));
  const largest = sizes.toSorted((left, right) => right.size - left.size)[0];
  if (largest === undefined || largest.size < relationshipsMin) return undefined;
  const { projectId } = largest;
  const stop = new AbortController();
  const query = { entities: modelEntities.map(({ name }) => name), where: { projectId }, limit: projectRecordsMax };
  const opened = await records.watchTables(query, { actor, signal: stop.signal });
  if (!opened.ok) return undefined;
  // The first events, one for each entity; between two of them the window is served.
  for (let told = 0; told < query.entities.length; told += 1) {
    await opened.value.next();
    await setImmediate();
  }
  stop.abort();
  await opened.value.return?.();
  return projectId;
}
