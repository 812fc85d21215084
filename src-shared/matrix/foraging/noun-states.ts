/*
 * What became of each noun: an object of the model, a synonym of one, rejected; every other one is a candidate.
 */
import type { ObjectRecord } from '../object-entities.ts';
import { nounKey } from './noun-words.ts';
import type { ProjectModel } from '../project-model.ts';

export const nounStates = ['candidate', 'accepted', 'synonym', 'rejected'] as const;
export type NounState = (typeof nounStates)[number];

export type KnownNoun = { readonly state: Exclude<NounState, 'candidate'>; readonly object: ObjectRecord };

const madeStates = new WeakMap<ProjectModel['tables']['object'], ReadonlyMap<string, KnownNoun>>();

/** By `nounKey`. A name counts more than a synonym, and both more than a rejected noun. */
export function knownNouns({ objects, rejected, tables }: ProjectModel): ReadonlyMap<string, KnownNoun> {
  const made = madeStates.get(tables.object);
  if (made !== undefined) return made;
  const known = new Map<string, KnownNoun>();
  for (const object of rejected) {
    for (const name of [object.name, ...object.synonyms]) known.set(keyOf(name), { state: 'rejected', object });
  }
  for (const object of objects) {
    for (const synonym of object.synonyms) known.set(keyOf(synonym), { state: 'synonym', object });
  }
  for (const object of objects) known.set(keyOf(object.name), { state: 'accepted', object });
  madeStates.set(tables.object, known);
  return known;
}

const madeClashes = new WeakMap<ProjectModel['tables']['object'], ReadonlyMap<string, readonly ObjectRecord[]>>();

/** Objects that share a name or a synonym with others, by the key that they share. */
export function nameClashes({ objects, tables }: ProjectModel): ReadonlyMap<string, readonly ObjectRecord[]> {
  const made = madeClashes.get(tables.object);
  if (made !== undefined) return made;
  const claims = new Map<string, Set<ObjectRecord>>();
  for (const object of objects) {
    for (const name of [object.name, ...object.synonyms]) {
      const key = keyOf(name);
      const claim = claims.get(key);
      if (claim === undefined) claims.set(key, new Set([object]));
      else claim.add(object);
    }
  }
  const clashes = new Map([...claims].filter(([, claim]) => claim.size > 1).map(([key, claim]) => [key, [...claim]]));
  madeClashes.set(tables.object, clashes);
  return clashes;
}

const keys = new Map<string, string>();
/** Names that are kept folded; a model has at most this many objects with a few synonyms each. */
const keysMax = 20_000;

/** `nounKey`, remembered: it is asked for the same names at every edit. */
export function keyOf(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  if (keys.size >= keysMax) keys.clear();
  const key = nounKey(name);
  keys.set(name, key);
  return key;
}
