/*
 * What hangs on a record and goes with it: the records that must name it, and what has been said of it. For a few removals the
 * tables are asked; for more they are read once, since asking of each of a thousand objects what is said of it would hold up
 * everybody for minutes.
 */
import { modelEntities } from '#shared/matrix/model-entities.ts';
import type { ModelEntity, ModelEntityName } from '#shared/matrix/model-entities.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';

import type { StoreReader } from '../store/store.ts';

export type Hanging = { readonly entity: ModelEntityName; readonly id: string };

export type Dependents = {
  readonly listOf: (name: ModelEntityName, id: string) => readonly Hanging[];
  /** Told of each record that the same transaction writes. */
  readonly note: (name: ModelEntityName, record: AnyRecord) => void;
};

/** As many removals are answered by asking: reading the tables of a large project takes as long as about so many. */
const askedMax = 4;

export function createDependents(tx: StoreReader, projectId: string): Dependents {
  const reader = tx as unknown as Reader; // The store reads every entity by the same words.
  let askedCount = 0;
  let index: Map<string, Hanging[]> | undefined;

  function put(name: ModelEntityName, record: AnyRecord): void {
    for (const id of namedBy(name, record)) {
      const list = index?.get(id);
      if (list === undefined) index?.set(id, [{ entity: name, id: record.id }]);
      else list.push({ entity: name, id: record.id });
    }
  }

  function readAll(): Map<string, Hanging[]> {
    index = new Map();
    for (const entity of modelEntities) {
      if (!isHanging(entity)) continue;
      for (const record of reader.list(entity, { where: { projectId } })) put(entity.name, record);
    }
    return index;
  }

  /** What was noted earlier may have been written since, and name something else. */
  function stillNames({ entity, id }: Hanging, namedId: string): boolean {
    const record = reader.find(entityOf(entity), id);
    return record !== undefined && namedBy(entity, record).includes(namedId);
  }

  return {
    listOf(name, id) {
      askedCount += 1;
      if (index === undefined && askedCount <= askedMax) return ask(reader, projectId, { name, id });
      const known = (index ?? readAll()).get(id) ?? [];
      return known.filter((one) => stillNames(one, id));
    },
    note(name, record) {
      if (index !== undefined) put(name, record);
    },
  };
}

type Asked = { readonly name: ModelEntityName; readonly id: string };

function ask(reader: Reader, projectId: string, { name, id }: Asked): readonly Hanging[] {
  return modelEntities.flatMap((entity: ModelEntity) => {
    const naming = namingFields(entity).filter((field) => fieldsOf(entity)[field]?.target === name);
    const records = naming.flatMap((field) => reader.list(entity, { where: { projectId, [field]: id } }));
    if ('subjectId' in entity.fields) {
      // A pair's and a cell's subject names both its objects.
      const where = name === 'object' ? { projectId } : { projectId, subjectId: id };
      records.push(...reader.list(entity, { where }).filter((record) => subjectsOf(record).includes(id)));
    }
    return records.map((record) => ({ entity: entity.name, id: record.id }));
  });
}

/** Every id that the record cannot be without. */
function namedBy(name: ModelEntityName, record: AnyRecord): readonly string[] {
  const entity = entityOf(name);
  const named = namingFields(entity).map((field) => record[field]);
  return [...named.filter((id) => typeof id === 'string'), ...subjectsOf(record)];
}

function subjectsOf({ subjectId }: AnyRecord): readonly string[] {
  return typeof subjectId === 'string' ? subjectId.split(/[:>]/u) : [];
}

/** The fields by which a record hangs on others: those that it must have, and what a comment answers. */
function namingFields(entity: ModelEntity): readonly string[] {
  return Object.entries(fieldsOf(entity))
    .filter(([, { target, isOptional }]) => isModelTarget(target) && (!isOptional || entity.name === 'comment'))
    .map(([field]) => field);
}

function isHanging(entity: ModelEntity): boolean {
  return 'subjectId' in entity.fields || namingFields(entity).length > 0;
}

function isModelTarget(target: string | undefined): boolean {
  return modelEntities.some(({ name }) => name === target);
}

function fieldsOf(entity: ModelEntity): AnyEntity['fields'] {
  return entity.fields;
}

const entityByName = new Map<ModelEntityName, ModelEntity>(modelEntities.map((entity) => [entity.name, entity]));

function entityOf(name: ModelEntityName): ModelEntity {
  const entity = entityByName.get(name);
  if (entity === undefined) throw new Error(`There is no entity ${name}.`);
  return entity;
}

type Reader = {
  readonly find: (entity: ModelEntity, id: string) => AnyRecord | undefined;
  readonly list: (entity: ModelEntity, query: { readonly where: { readonly [field: string]: unknown } }) => AnyRecord[];
};
