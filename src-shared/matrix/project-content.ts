/*
 * A whole project as a file brings it: what it is called, and its records under ids that count only within that file. They get
 * ids of their own (`rekeyContent`) before they become edits, so that the same file can be brought in any number of times.
 */
import type { AnyEntity } from '../schema/entity.ts';
import { modelEntities } from './model-entities.ts';
import type { ModelEntityName } from './model-entities.ts';
import type { ProjectRecord } from './project-entities.ts';
import { contextVisibilityId, ctaRoleId, pairOf, pairReviewId } from './matrix-keys.ts';
import type { ModelEdit } from './model-edits.ts';

export type CreateEdit = Extract<ModelEdit, { readonly kind: 'create' }>;

export type ProjectContent = {
  readonly project: Pick<ProjectRecord, 'name' | 'description' | 'status' | 'settings'>;
  /** What hangs on a record comes after it. */
  readonly records: readonly CreateEdit[];
};

type Rekeying = { readonly projectId: string; readonly newId: () => string };

/** The records under new ids, and all that they say of one another with them. */
export function rekeyContent(records: readonly CreateEdit[], { projectId, newId }: Rekeying): readonly CreateEdit[] {
  const ids = new Map(records.map(({ id }) => [id, newId()]));
  const idOf = (id: string): string => ids.get(id) ?? id;
  return records.map((record) => {
    const fields = rekeyFields(record, idOf);
    return { ...record, id: keyedId(record.entity, fields, projectId) ?? idOf(record.id), fields };
  });
}

type Fields = { readonly [field: string]: unknown };

/** The fields with every id that they name turned into another one. */
export function rekeyFields(
  { entity, fields }: Pick<CreateEdit, 'entity' | 'fields'>,
  idOf: (id: string) => string,
): Fields {
  const next: Record<string, unknown> = { ...fields };
  for (const [field, value] of Object.entries(fields)) {
    if (typeof value === 'string' && modelReferences[entity].has(field)) next[field] = idOf(value);
  }
  if (typeof next['subjectId'] === 'string') next['subjectId'] = rekeySubject(next['subjectId'], idOf);
  if (entity === 'attribute' && 'validationRules' in fields)
    next['validationRules'] = rekeyRules(next['validationRules'], idOf);
  if (entity === 'pairReview')
    [next['objectAId'], next['objectBId']] = pairOf(String(next['objectAId']), String(next['objectBId']));
  return next;
}

/** The id of a record that has a natural key, in terms of the ids in its fields. */
export function keyedId(entity: ModelEntityName, fields: Fields, projectId: string): string | undefined {
  const text = (field: string): string => String(fields[field]);
  switch (entity) {
    case 'pairReview':
      return pairReviewId(projectId, text('objectAId'), text('objectBId'));
    case 'ctaRole':
      return ctaRoleId(text('ctaId'), text('projectRoleId'));
    case 'contextVisibility':
      return contextVisibilityId(text('contextId'), text('subjectId'));
    default:
      return undefined;
  }
}

/** A subject is one id, a pair (`a:b`, the smaller first) or a cell (`row>column`): see matrix-keys.ts. */
function rekeySubject(subjectId: string, idOf: (id: string) => string): string {
  const [row = '', column] = subjectId.split('>');
  if (column !== undefined) return `${idOf(row)}>${idOf(column)}`;
  const [one = '', other] = subjectId.split(':');
  return other === undefined ? idOf(subjectId) : pairOf(idOf(one), idOf(other)).join(':');
}

function rekeyRules(rules: unknown, idOf: (id: string) => string): unknown {
  if (typeof rules !== 'object' || rules === null || !('objectId' in rules)) return rules;
  return { ...rules, objectId: idOf(String(rules.objectId)) };
}

type FieldSets = { readonly [name in ModelEntityName]: ReadonlySet<string> };

/** The fields of each entity that name another record of the model. */
export const modelReferences: FieldSets = fieldsWithTarget(new Set(modelEntities.map(({ name }) => name)));

/** The fields of each entity that name a person. */
export const userReferences: FieldSets = fieldsWithTarget(new Set(['user']));

function fieldsWithTarget(targets: ReadonlySet<string>): FieldSets {
  const sets = modelEntities.map((entity) => {
    const fields = Object.entries(entity.fields as AnyEntity['fields']);
    const naming = fields.filter(([, { target }]) => target !== undefined && targets.has(target));
    return [entity.name, new Set(naming.map(([field]) => field))];
  });
  // One entry for each of the names.
  return Object.fromEntries(sets) as FieldSets;
}
