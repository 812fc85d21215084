import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import { keyOf, knownNouns, nameClashes } from '#shared/matrix/foraging/noun-states.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import type { ForagedText } from '#shared/matrix/foraging/noun-rows.ts';
import type { GuideRow } from './guide-columns.ts';

export type GuideFilter = {
  readonly words: string;
  readonly type: ObjectRecord['objectType'] | null;
  readonly phase: string | null;
  /** Only objects of which something of SIP is missing. */
  readonly isSipOpen: boolean;
};
export const noGuideFilter: GuideFilter = { words: '', type: null, phase: null, isSipOpen: false };

/** How often each object's name and synonyms stand in all texts, by its id; rejected nouns too. */
export function countInTexts(
  model: ProjectModel,
  byTextId: ReadonlyMap<string, ForagedText>,
): ReadonlyMap<string, number> {
  const known = knownNouns(model);
  const counts = new Map<string, number>();
  for (const { mentions } of byTextId.values()) {
    for (const { key, count } of mentions.nouns) {
      const id = known.get(key)?.object.id;
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + count);
    }
  }
  return counts;
}

export type RowDeps = {
  readonly model: ProjectModel;
  readonly textCounts: ReadonlyMap<string, number>;
  readonly userNameById: ReadonlyMap<string, string>;
};

export function guideRow({ model, textCounts, userNameById }: RowDeps, object: ObjectRecord): GuideRow {
  const attributes = model.attributesByObject.get(object.id) ?? [];
  const clashes = nameClashes(model);
  const others = [object.name, ...object.synonyms].flatMap((name) => clashes.get(keyOf(name)) ?? []);
  return {
    object,
    attributes,
    textCount: textCounts.get(object.id) ?? 0,
    createdByName: userNameById.get(object.createdBy) ?? '',
    sip: {
      structure: attributes.length > 0,
      instances: object.instances.length > 0,
      purpose: object.purpose.trim() !== '',
    },
    clashes: [...new Set(others.filter(({ id }) => id !== object.id).map(({ name }) => name))],
  };
}

export function filterObjects(model: ProjectModel, filter: GuideFilter): readonly ObjectRecord[] {
  const wanted = filter.words.trim().toLowerCase();
  return model.objects.filter((object) => {
    if (filter.type !== null && object.objectType !== filter.type) return false;
    if (filter.phase !== null && object.phase !== filter.phase) return false;
    if (filter.isSipOpen && isSipWhole(model, object)) return false;
    return wanted === '' || haystack(object).includes(wanted);
  });
}

function isSipWhole(model: ProjectModel, object: ObjectRecord): boolean {
  const hasStructure = (model.attributesByObject.get(object.id) ?? []).length > 0;
  return hasStructure && object.instances.length > 0 && object.purpose.trim() !== '';
}

const haystacks = new WeakMap<ObjectRecord, string>();

/** Everything of an object that is searched, once for each state of it. */
function haystack(object: ObjectRecord): string {
  const made = haystacks.get(object);
  if (made !== undefined) return made;
  const { name, description, purpose, synonyms, states, instances, phase, rejectionNote } = object;
  const text = [name, description, purpose, ...synonyms, ...states, ...instances, phase, rejectionNote]
    .join('\n')
    .toLowerCase();
  haystacks.set(object, text);
  return text;
}

export function filterRejected(rejected: readonly ObjectRecord[], words: string): readonly ObjectRecord[] {
  const wanted = words.trim().toLowerCase();
  return wanted === '' ? rejected : rejected.filter((object) => haystack(object).includes(wanted));
}
