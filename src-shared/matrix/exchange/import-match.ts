/*
 * Finds the record of a project that a record of a file speaks of. Names count without case and double spaces; an object is also
 * found by its synonyms. What could be several is not guessed.
 */
import { foldName } from '../fold-name.ts';
import { textOf } from './sheet-column.ts';
import type { ImportRecord } from './import-record.ts';
import type { ModelEntityName } from '../model-entities.ts';
import type { RelationshipRecord } from '../object-entities.ts';
import { pairKey } from '../matrix-keys.ts';
import { keyedId } from '../project-content.ts';
import type { ProjectModel } from '../project-model.ts';
import type { AnyRecord } from '../../schema/entity.ts';

export type Match =
  | { readonly kind: 'new' }
  | { readonly kind: 'known'; readonly record: AnyRecord; readonly isTurned: boolean }
  | { readonly kind: 'several'; readonly sentence: string };

type Fields = { readonly [field: string]: unknown };

/** `fields` name other records by the ids that they have in the project. */
export type Matcher = (record: ImportRecord, fields: Fields, projectId: string) => Match;

const isNew: Match = { kind: 'new' };

export function createMatcher(model: ProjectModel): Matcher {
  const objectsByName = groupByName([...model.tables.object.values()], ({ name }) => [name]);
  const objectsBySynonym = groupByName([...model.tables.object.values()], ({ synonyms }) => synonyms);
  const rolesByName = groupByName(model.roles, ({ name }) => [name]);

  function byName(entity: ModelEntityName, fields: Fields): Match {
    const name = foldName(textOf(fields['name']));
    const among = (records: readonly AnyRecord[] = []): Match =>
      one(
        records.filter((record) => foldName(String(record['name'])) === name),
        String(fields['name']),
      );
    const objectId = String(fields['objectId']);
    switch (entity) {
      case 'object':
        return one(objectsByName.get(name) ?? objectsBySynonym.get(name) ?? [], String(fields['name']));
      case 'projectRole':
        return one(rolesByName.get(name) ?? [], String(fields['name']));
      case 'cta':
        return among(model.ctasByObject.get(objectId));
      case 'attribute':
        return among(model.attributesByObject.get(objectId));
      case 'context':
        return among(model.contextsByObject.get(objectId));
      case 'sourceText':
        return among([...model.tables.sourceText.values()]);
      default:
        return isNew;
    }
  }

  return (record, fields, projectId) => {
    const { entity } = record;
    const id = keyedId(entity, fields, projectId) ?? (record.hasId === true ? record.key : undefined);
    const known: AnyRecord | undefined = id === undefined ? undefined : model.tables[entity].get(id);
    if (known !== undefined) return { kind: 'known', record: known, isTurned: false };
    if (entity === 'relationship') return matchRelationship(model, record, fields);
    if (entity === 'openQuestion' || entity === 'comment') return matchSaying(model, entity, fields);
    return byName(entity, fields);
  };
}

function one(records: readonly AnyRecord[], name: string): Match {
  const [record, ...more] = records;
  if (record === undefined) return isNew;
  if (more.length === 0) return { kind: 'known', record, isTurned: false };
  const count = String(records.length);
  return {
    kind: 'several',
    sentence: `"${name}" could be ${count} records of the project. Rename all but one of them there.`,
  };
}

/** The one from source to target, or the other way round where the file does not say which; of several, that with its label. */
function matchRelationship(model: ProjectModel, { isEitherWay }: ImportRecord, fields: Fields): Match {
  const [source, target] = [String(fields['sourceObjectId']), String(fields['targetObjectId'])];
  const pair = model.relationshipsByPair.get(pairKey(source, target)) ?? [];
  const label = typeof fields['description'] === 'string' ? foldName(fields['description']) : undefined;
  const same = pair.filter(({ sourceObjectId }) => sourceObjectId === source);
  const turned = source === target ? [] : pair.filter(({ sourceObjectId }) => sourceObjectId === target);
  const found = narrowed(same, label);
  if (found.length === 1 && found[0] !== undefined) return { kind: 'known', record: found[0], isTurned: false };
  const wayBack = isEitherWay === true && same.length === 0 ? turned : [];
  if (wayBack.length === 1 && wayBack[0] !== undefined) return { kind: 'known', record: wayBack[0], isTurned: true };
  if (found.length === 0 && wayBack.length === 0) return isNew;
  const nameOf = (id: string): string => model.tables.object.get(id)?.name ?? '';
  const sentence = `${nameOf(source)} and ${nameOf(target)} have ${String(pair.length)} relationships in the project, and it is not said which is meant. Name it by its label in a list of relationships.`;
  return { kind: 'several', sentence };
}

/** By its label; one without any takes the label of the file. */
function narrowed(records: readonly RelationshipRecord[], label: string | undefined): readonly RelationshipRecord[] {
  if (label === undefined) return records;
  const exact = records.filter(({ description }) => foldName(description) === label);
  return exact.length > 0 ? exact : records.filter(({ description }) => description.trim() === '');
}

/** Words about a subject: the same words about the same subject are the same record. */
function matchSaying(model: ProjectModel, entity: 'openQuestion' | 'comment', fields: Fields): Match {
  const words = entity === 'comment' ? 'body' : 'question';
  const table: ReadonlyMap<string, AnyRecord> = model.tables[entity];
  const same = [...table.values()].find(
    (record) => record['subjectId'] === fields['subjectId'] && record[words] === fields[words],
  );
  return same === undefined ? isNew : { kind: 'known', record: same, isTurned: false };
}

function groupByName<T extends { readonly id: string }>(
  records: readonly T[],
  namesOf: (record: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const record of records) {
    for (const name of new Set(namesOf(record).map(foldName))) {
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [record]);
      else group.push(record);
    }
  }
  return groups;
}
