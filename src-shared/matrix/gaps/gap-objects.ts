/* The checks of the objects' round: O1 to O5. */
import type { AddGap } from './gap.ts';
import type { ObjectRecord } from '../object-entities.ts';
import type { ModelIndex } from '../model-index.ts';

export function checkObjects({ model, objects, degrees }: ModelIndex, add: AddGap): void {
  const titles = countTitles(objects);
  for (const [place, object] of objects.entries()) {
    if (degrees[place] === 0 && objects.length > 1) add('O1', object.id);
    if (object.description.trim() === '') add('O2', object.id);
    const hasStructure = model.attributesByObject.has(object.id);
    if (!hasStructure || object.instances.length === 0 || object.purpose.trim() === '') add('O3', object.id);
    if (clashingTitles(object, titles).length > 0) add('O4', object.id);
    if (object.states.length === 0) add('O5', object.id);
  }
}

/** Which of structure, instances and purpose an object has no evidence of. */
export function missingEvidence(object: ObjectRecord, attributeCount: number): readonly string[] {
  return [
    ...(attributeCount === 0 ? ['attributes'] : []),
    ...(object.instances.length === 0 ? ['instances'] : []),
    ...(object.purpose.trim() === '' ? ['a purpose'] : []),
  ];
}

/** By how many objects each name or synonym is carried. */
export function countTitles(objects: readonly ObjectRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const object of objects) {
    for (const title of titlesOf(object)) counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  return counts;
}

/** Of an object's names and synonyms those that another object carries too. */
export function clashingTitles(object: ObjectRecord, counts: ReadonlyMap<string, number>): readonly string[] {
  return titlesOf(object).filter((title) => (counts.get(title) ?? 0) > 1);
}

/** Name and synonyms, each once, as they are compared. */
export function titlesOf({ name, synonyms }: ObjectRecord): readonly string[] {
  if (synonyms.length === 0) return [comparable(name)];
  return [...new Set([name, ...synonyms].map(comparable))];
}

/** Names that differ only in case, or in how words are joined, are the same name to a person. */
export function comparable(name: string): string {
  const lower = name.toLowerCase();
  return plain.test(lower)
    ? lower
    : lower
        .normalize()
        .trim()
        .replaceAll(/[\s_-]+/g, ' ');
}

/** Most names are words with single blanks between them, and are compared as they are. */
const plain = /^[a-z0-9]+(?: [a-z0-9]+)*$/;
