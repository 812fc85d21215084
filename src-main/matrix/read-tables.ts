import { modelEntities } from '#shared/matrix/model-entities.ts';
import type { ModelEntity } from '#shared/matrix/model-entities.ts';
import { emptyTables } from '#shared/matrix/project-model.ts';
import type { ModelTables } from '#shared/matrix/project-model.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import type { RecordGate } from '../records/record-handlers.ts';
import type { StoreReader } from '../store/store.ts';

/** The model of a project, as far as the actor may read it. */
export function readTables(store: StoreReader, gate: RecordGate, actor: Actor, projectId: string): ModelTables {
  const tables = modelEntities.map((entity: ModelEntity) => {
    const where = { projectId };
    const isReadable = gate.filter(actor, entity.name, where);
    const all: readonly AnyRecord[] = store.list(entity, { where });
    const records = isReadable === undefined ? all : all.filter(isReadable);
    return [entity.name, new Map(records.map((record) => [record.id, record]))];
  });
  // Each table holds what the store has of its own entity.
  return { ...emptyTables, ...Object.fromEntries(tables) } as ModelTables;
}
