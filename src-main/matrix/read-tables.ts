import { modelEntities } from '#shared/matrix/model-entities.ts';
import type { ModelEntity } from '#shared/matrix/model-entities.ts';
import { emptyTables } from '#shared/matrix/project-model.ts';
import type { ModelTables } from '#shared/matrix/project-model.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import type { AnyRecord } from '#shared/schema/entity.ts';

import type { RecordGate } from '../records/record-handlers.ts';
import type { Store, StoreReader } from '../store/store.ts';
import type { RecordsOfProject } from './exchange-threads.ts';

/** Read in some two milliseconds. */
const recordsAtOnce = 200;

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

/** The same, some records at a time: between two of them whoever waits for the core can have their turn. */
export function* readInPieces(
  store: Store,
  gate: RecordGate,
  actor: Actor,
  projectId: string,
): Generator<RecordsOfProject> {
  for (const entity of modelEntities as readonly ModelEntity[]) {
    const isReadable = gate.filter(actor, entity.name, { projectId });
    for (let afterPlace: number | undefined = 0; afterPlace !== undefined;) {
      const part = { field: 'projectId', value: projectId, afterPlace, limit: recordsAtOnce };
      const places = store.sync.listPlaces(entity, part);
      const all: readonly AnyRecord[] = places.flatMap(({ id }) => (store.find(entity, id) as AnyRecord) ?? []);
      const records = isReadable === undefined ? all : all.filter(isReadable);
      if (records.length > 0) yield { entity: entity.name, records };
      afterPlace = places.length < recordsAtOnce ? undefined : places.at(-1)?.place;
    }
  }
}
