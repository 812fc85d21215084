import { objectIdsOf } from './access-rules.ts';
import type { ModelEntityName } from './model-entities.ts';

type Fields = { readonly [field: string]: unknown };

/** A record of the model that another one belongs to or speaks of; a deleted one too, for what hung on it stays hidden. */
export type FindBehind = (entity: ModelEntityName, id: string) => Fields | undefined;

/** The record through which another one hangs on objects, where it names none itself. */
export function recordBehind(
  name: ModelEntityName,
  record: Fields,
): { readonly entity: ModelEntityName; readonly id: string } | undefined {
  if (name === 'ctaRole') return { entity: 'cta', id: String(record['ctaId']) };
  if (name === 'contextVisibility') return { entity: 'context', id: String(record['contextId']) };
  const { subjectKind, subjectId } = record;
  if (typeof subjectId !== 'string') return undefined;
  return subjectKind === 'relationship' || subjectKind === 'cta' || subjectKind === 'attribute'
    ? { entity: subjectKind, id: subjectId }
    : undefined;
}

/** The objects that a record hangs on, through the record that it belongs to or speaks of where it names none itself. */
export function objectsBehind(find: FindBehind, name: ModelEntityName, record: Fields): readonly string[] {
  const through = recordBehind(name, record);
  if (through !== undefined) {
    const found = find(through.entity, through.id);
    return found === undefined ? [] : objectIdsOf(through.entity, found);
  }
  const { subjectKind, subjectId } = record;
  if (typeof subjectKind !== 'string' || typeof subjectId !== 'string') return objectIdsOf(name, record);
  if (subjectKind === 'object') return [subjectId];
  return subjectKind === 'pair' || subjectKind === 'cell' ? subjectId.split(/[:>]/) : [];
}
