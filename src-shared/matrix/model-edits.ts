/*
 * An edit of a project's model: what every view sends, what the window shows at once and the core writes. Several are one
 * transaction and one step of undo.
 */
import { z } from 'zod';

import { overlayMap } from '../base/overlay-map.ts';
import type { AnyRecord, DraftOf, PatchOf } from '../schema/entity.ts';
import { modelEntities } from './model-entities.ts';
import { isMadeAlready, joinedFields } from './pair-relationship.ts';
import type { ModelEntity, ModelEntityName } from './model-entities.ts';
import type { ModelTables } from './project-model.ts';

const entityNames = modelEntities.map(({ name }) => name) as [ModelEntityName, ...ModelEntityName[]];
const anyFields = z.record(z.string(), z.unknown());
const target = { entity: z.enum(entityNames), id: z.string().min(1).max(64) };

export const modelEditSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('create'), ...target, fields: anyFields }),
  z.object({ kind: z.literal('patch'), ...target, fields: anyFields }),
  z.object({ kind: z.literal('remove'), ...target }),
]);
export type ModelEdit = z.infer<typeof modelEditSchema>;

type EntityOf<N extends ModelEntityName> = Extract<ModelEntity, { readonly name: N }>;
type ReachName = 'id' | 'tenantId' | 'workspaceId' | 'projectId';

/** What a new record is made of; the project is the edit's. */
export type ModelDraft<N extends ModelEntityName> = Omit<DraftOf<EntityOf<N>>, ReachName>;
export type ModelPatch<N extends ModelEntityName> = Omit<PatchOf<EntityOf<N>>, ReachName>;

/** `id` from `createId`, or from the record's key (matrix-keys.ts) where it has one. */
export function createEdit<N extends ModelEntityName>(entity: N, id: string, draft: ModelDraft<N>): ModelEdit {
  return { kind: 'create', entity, id, fields: { ...draft } };
}

export function patchEdit<N extends ModelEntityName>(entity: N, id: string, patch: ModelPatch<N>): ModelEdit {
  return { kind: 'patch', entity, id, fields: { ...patch } };
}

/** What hangs on the record goes with it: see `dependentsOf`. */
export function removeEdit(entity: ModelEntityName, id: string): ModelEdit {
  return { kind: 'remove', entity, id };
}

/** The tables as they will be; those that no edit is about stay the same objects. A patch of what is not there does nothing. */
export function applyEdits(tables: ModelTables, edits: readonly ModelEdit[], reach: AnyRecord): ModelTables {
  const changes = new Map<ModelEntityName, Map<string, AnyRecord | undefined>>();
  for (const { entity, id, ...edit } of edits) {
    const changed = changes.get(entity) ?? new Map<string, AnyRecord | undefined>();
    changes.set(entity, changed);
    const known = changed.has(id) ? changed.get(id) : (tables[entity].get(id) as AnyRecord | undefined); // Any of them is one.
    if (edit.kind === 'remove') changed.set(id, undefined);
    else if (edit.kind === 'create') changed.set(id, recordAfterCreate(known, { ...edit, entity, id }, reach));
    else if (known !== undefined) changed.set(id, { ...known, ...edit.fields });
  }
  return withChanges(tables, changes);
}

/** The tables with these records in the place of what was under their ids; undefined takes it away. */
export function withChanges(
  tables: ModelTables,
  changes: ReadonlyMap<ModelEntityName, ReadonlyMap<string, AnyRecord | undefined>>,
): ModelTables {
  const next: Partial<Record<ModelEntityName, ReadonlyMap<string, AnyRecord>>> = {};
  for (const [name, changed] of changes) next[name] = overlayMap<AnyRecord>(tables[name], changed);
  // Each table holds records of its own entity: the edits were made by the typed functions above, or parsed by the core.
  return { ...tables, ...(next as unknown as Partial<ModelTables>) };
}

/** What somebody else has made at the same moment is joined, as the core does it. */
function recordAfterCreate(
  known: AnyRecord | undefined,
  { entity, id, fields }: Extract<ModelEdit, { kind: 'create' }>,
  reach: AnyRecord,
): AnyRecord {
  if (known !== undefined && isMadeAlready(String(reach['projectId']), known, { ...fields, id }))
    return { ...known, ...joinedFields(known, fields) };
  return { ...absentFields(entity), ...fields, ...reach, id };
}

/** Optional fields may be left out of a draft, and are null in a record. */
function absentFields(name: ModelEntityName): { readonly [field: string]: null } {
  const entity = modelEntities.find((candidate) => candidate.name === name);
  const optionals = Object.entries(entity?.fields ?? {}).filter(([, { isOptional }]) => isOptional);
  return Object.fromEntries(optionals.map(([field]) => [field, null]));
}
