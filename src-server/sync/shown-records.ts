/*
 * Which records of a project its member is shown, where their membership hides single objects, or shows single objects of a kind
 * that is hidden. The database's rules are by project; what hangs on which object is asked here, of the records as they are now.
 */
import { accessLevel, artifactOf } from '#shared/matrix/access-rules.ts';
import type { ProjectAccess } from '#shared/matrix/access-rules.ts';
import { isModelEntityName } from '#shared/matrix/model-entities.ts';
import { objectsBehind, recordBehind } from '#shared/matrix/objects-behind.ts';

import { codecOf } from '../db/postgres-codec.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import type { Positions } from './find-reach.ts';
import type { SyncDeps } from './sync-deps.ts';

type Fields = { readonly [field: string]: unknown };
/** `fields` are missing where only the record's id is known: they are read. */
export type Asked = {
  readonly entity: string;
  readonly id: string;
  readonly projectId: unknown;
  readonly fields?: Fields;
};

export type IsShown = (asked: Asked) => boolean;

/** Whether there is nobody whose view has to be asked for record by record. */
export function areAllShown({ projectAccess }: Positions): boolean {
  return ![...projectAccess.values()].some(isByObject);
}

/** Of anything else than these records the answer is meaningless. Asks the database only where somebody has exceptions by object. */
export async function findShown(
  deps: SyncDeps,
  call: ServerCall,
  positions: Positions,
  asked: readonly Asked[],
): Promise<IsShown> {
  const narrowed = new Map([...positions.projectAccess].filter(([, access]) => isByObject(access)));
  const inNarrowed = asked.filter(
    ({ entity, projectId }) => isModelEntityName(entity) && narrowed.has(String(projectId)),
  );
  if (inNarrowed.length === 0) return () => true;
  const known = new Map<string, Fields>();
  for (const { entity, id, fields } of inNarrowed) if (fields !== undefined) known.set(keyOf(entity, id), fields);
  await load(deps, call, known, inNarrowed);
  // What they hang on, in two steps at most: a comment speaks of a relationship, which names its objects.
  const behind = inNarrowed.flatMap(({ entity, id }) => {
    const fields = known.get(keyOf(entity, id));
    const through = fields === undefined || !isModelEntityName(entity) ? undefined : recordBehind(entity, fields);
    return through === undefined ? [] : [through];
  });
  await load(deps, call, known, behind);
  return ({ entity, id, projectId }) => {
    const access = narrowed.get(String(projectId));
    if (access === undefined || !isModelEntityName(entity)) return true;
    const fields = known.get(keyOf(entity, id));
    // Of a record that is gone nothing can be said any more.
    if (fields === undefined) return false;
    const objects = objectsBehind((name, other) => known.get(keyOf(name, other)), entity, fields);
    return accessLevel(access, artifactOf[entity], objects) !== 'none';
  };
}

/** Whether what `findShown` says of such a record depends on more than its project. */
export function isNarrowed(
  { projectAccess }: Positions,
  { entity, projectId }: { readonly entity: string; readonly projectId: unknown },
): boolean {
  const access = projectAccess.get(String(projectId));
  return access !== undefined && isModelEntityName(entity) && isByObject(access);
}

/** Whether it depends on the object what they see. */
function isByObject({ role, permissions: { artifacts, objects } }: ProjectAccess): boolean {
  if (role === 'owner') return false;
  const levels = Object.values(objects);
  return levels.includes('none') || (Object.values(artifacts).includes('none') && levels.length > 0);
}

async function load(
  { entityByName }: SyncDeps,
  call: ServerCall,
  known: Map<string, Fields>,
  wanted: readonly { readonly entity: string; readonly id: string }[],
): Promise<void> {
  const missing = wanted.filter(({ entity, id }) => !known.has(keyOf(entity, id)));
  for (const [name, records] of Map.groupBy(missing, ({ entity }) => entity)) {
    const entity = entityByName.get(name);
    if (entity === undefined) continue;
    const { recordColumns, rowToRecord } = codecOf(entity);
    // oxlint-disable-next-line no-await-in-loop -- One connection.
    const rows = await call.sql.query(`SELECT ${recordColumns.join(', ')} FROM ${entity.table} WHERE id = ANY ($1)`, [
      [...new Set(records.map(({ id }) => id))],
    ]);
    for (const row of rows) {
      const record = rowToRecord(row);
      known.set(keyOf(name, record.id), record);
    }
  }
}

function keyOf(entity: string, id: string): string {
  return `${entity} ${id}`;
}
