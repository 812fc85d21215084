/*
 * What a many-to-many relationship says of itself that belongs to neither of its ends: a sort or filter by something that the listed
 * object has no attribute for, a call to action that names the other object. Such a relationship hides a junction object.
 */
import { comparable } from './gap-objects.ts';
import type { RelationshipRecord } from '../object-entities.ts';
import type { ProjectModel } from '../project-model.ts';

export type JunctionEvidence = {
  /** Names by which one sorts or filters, as they were written. */
  readonly attributes: readonly string[];
  /** Ids of calls to action of one end that name the other. */
  readonly ctaIds: readonly string[];
};

export function findEvidence(model: ProjectModel, relationship: RelationshipRecord): JunctionEvidence {
  const words = createWords(model);
  const { sourceObjectId, targetObjectId } = relationship;
  const attributes = textsOf(relationship).flatMap(([text, listedId]) =>
    words.namesIn(text).filter(({ key }) => !words.attributesOf(listedId).has(key)),
  );
  const ctas = [
    ...words.ctasNaming(sourceObjectId, targetObjectId),
    ...words.ctasNaming(targetObjectId, sourceObjectId),
  ];
  return { attributes: [...new Set(attributes.map(({ name }) => name))], ctaIds: ctas.map(({ id }) => id) };
}

/** Whether there is any evidence, for going through a whole model: what is looked up again and again is remembered. */
export function createEvidenceTest(model: ProjectModel): (relationship: RelationshipRecord) => boolean {
  const words = createWords(model);

  function hasForeign(text: string, listedId: string): boolean {
    if (text === '') return false;
    for (const { key } of words.namesIn(text)) if (!words.attributesOf(listedId).has(key)) return true;
    return false;
  }

  return (relationship) => {
    const { sourceObjectId, targetObjectId } = relationship;
    return (
      hasForeign(relationship.sourceSort, targetObjectId) ||
      hasForeign(relationship.sourceFilter, targetObjectId) ||
      hasForeign(relationship.targetSort, sourceObjectId) ||
      hasForeign(relationship.targetFilter, sourceObjectId) ||
      words.ctasNaming(sourceObjectId, targetObjectId).length > 0 ||
      words.ctasNaming(targetObjectId, sourceObjectId).length > 0
    );
  };
}

/** Each text by which the relationship sorts or filters, and the object that is sorted. */
function textsOf(relationship: RelationshipRecord): readonly (readonly [string, string])[] {
  const { sourceObjectId, targetObjectId } = relationship;
  return [
    [relationship.sourceSort, targetObjectId],
    [relationship.sourceFilter, targetObjectId],
    [relationship.targetSort, sourceObjectId],
    [relationship.targetFilter, sourceObjectId],
  ];
}

type Word = { readonly name: string; readonly key: string };
type NamedCta = { readonly id: string; readonly text: string };

function createWords(model: ProjectModel) {
  const namesByText = new Map<string, readonly Word[]>();
  const attributesByObject = new Map<string, ReadonlySet<string>>();
  const ctasByObject = new Map<string, readonly NamedCta[]>();
  const titleByObject = new Map<string, string>();
  return {
    namesIn: (text: string): readonly Word[] => remember(namesByText, text, () => sortedBy(text)),
    attributesOf: (objectId: string): ReadonlySet<string> =>
      remember(attributesByObject, objectId, () => {
        const attributes = model.attributesByObject.get(objectId) ?? [];
        return new Set(attributes.map(({ name }) => comparable(name)));
      }),
    ctasNaming(ownerId: string, namedId: string): readonly NamedCta[] {
      if (ownerId === namedId) return [];
      const title = remember(
        titleByObject,
        namedId,
        () => ` ${comparable(model.tables.object.get(namedId)?.name ?? '')} `,
      );
      const ctas = remember(ctasByObject, ownerId, () =>
        (model.ctasByObject.get(ownerId) ?? []).map(({ id, name }) => ({ id, text: ` ${comparable(name)} ` })),
      );
      return ctas.filter(({ text }) => text.includes(title));
    },
  };
}

/** Names that every object has without an attribute being made for them, and answers that name none. */
const everyObjects = new Set(['name', 'title', 'state', 'status', 'id', 'none', 'manual', 'type']);

/** What a person sorts or filters by: "last watched desc, state" are two names. A whole sentence is none. */
function sortedBy(text: string): readonly Word[] {
  return text
    .split(/[,;\n]/)
    .map((part) =>
      part.replace(/^\s*(?:sort(?:ed)?\s+)?(?:by\s+)?/i, '').replace(/\s+(?:asc|desc)(?:ending)?\s*$/i, ''),
    )
    .map((part) => ({ name: part.trim(), key: comparable(part) }))
    .filter(({ key }) => key !== '' && key.length <= wordCharsMax && !everyObjects.has(key));
}

const wordCharsMax = 60;

function remember<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
