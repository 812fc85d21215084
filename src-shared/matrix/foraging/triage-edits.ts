/*
 * What a decision about nouns of a text becomes: accepted (an object), merged (a synonym of one) or rejected (it stays in the guide
 * with its reason). A noun that was decided otherwise before changes over; deciding again the same way does nothing.
 */
import type { ObjectRecord, Rejection } from '../object-entities.ts';
import type { ModelEdit } from '../model-edits.ts';
import { createEdit, patchEdit } from '../model-edits.ts';
import { newObject, rankAfter } from '../new-records.ts';
import { keyOf, knownNouns } from './noun-states.ts';
import type { KnownNoun } from './noun-states.ts';
import { nounKey, titleOf } from './noun-words.ts';
import type { ProjectModel } from '../project-model.ts';

/** The place that a noun was first found at, kept with the object that it became. */
export type Evidence = { readonly textId: string; readonly textName: string; readonly quote: string };

export type FoundNoun = { readonly key: string; readonly name: string; readonly evidence: Evidence | undefined };

export type TriageDeps = { readonly model: ProjectModel; readonly createdBy: string; readonly newId: () => string };

export type Triage = { readonly edits: readonly ModelEdit[]; readonly label: string };

export const rejectionTitles: { readonly [reason in Rejection]: string } = {
  attribute: 'an attribute',
  cta: 'a call to action',
  role: 'a role',
  instance: 'an instance',
  too_vague: 'too vague',
  out_of_scope: 'out of scope',
  other: 'for another reason',
};

/** A name has at most 255 characters. */
const nameCharsMax = 255;

export function acceptNouns(deps: TriageDeps, nouns: readonly FoundNoun[]): Triage {
  return decide(deps, nouns, 'Accept', { isRight: ({ state }) => state === 'accepted', rejection: null });
}

export function rejectNouns(deps: TriageDeps, nouns: readonly FoundNoun[], rejection: Rejection): Triage {
  const isRight = (known: KnownNoun): boolean => known.state === 'rejected' && known.object.rejection === rejection;
  return decide(deps, nouns, 'Reject', { isRight, rejection });
}

type Decision = { readonly isRight: (known: KnownNoun) => boolean; readonly rejection: Rejection | null };

function decide(deps: TriageDeps, nouns: readonly FoundNoun[], verb: string, decision: Decision): Triage {
  const work = openWork(deps.model);
  let last = deps.model.objects.at(-1)?.rank ?? null;
  const done: string[] = [];
  for (const noun of nouns) {
    const known = work.known.get(noun.key);
    if (known !== undefined && decision.isRight(known)) continue;
    done.push(titleOf(noun.name));
    if (known !== undefined && known.state !== 'synonym' && keyOf(known.object.name) === noun.key) {
      work.patch(known.object.id, { rejection: decision.rejection });
      continue;
    }
    if (known !== undefined) work.dropSynonym(known.object, noun.key);
    const rank = rankAfter(last === null ? [] : [{ rank: last }]);
    last = rank;
    work.edits.push(createEdit('object', deps.newId(), draftOf(deps, { noun, rank, rejection: decision.rejection })));
  }
  return { edits: work.listEdits(), label: labelOf(verb, done) };
}

type Draft = { readonly noun: FoundNoun; readonly rank: string; readonly rejection: Rejection | null };

function draftOf({ createdBy }: TriageDeps, { noun, rank, rejection }: Draft) {
  const name = titleOf(noun.name).slice(0, nameCharsMax);
  return {
    ...newObject({ name, rank, createdBy }),
    rejection,
    metadata: noun.evidence === undefined ? {} : { evidence: [{ ...noun.evidence }] },
  };
}

/** The nouns become synonyms of an object. One that is itself an object's name is left: objects are combined, see combine-objects.ts. */
export function mergeNouns({ model }: TriageDeps, nouns: readonly FoundNoun[], target: ObjectRecord): Triage {
  const work = openWork(model);
  const taken = new Set([target.name, ...target.synonyms].map(keyOf));
  const added: string[] = [];
  for (const { key, name } of nouns) {
    const known = work.known.get(key);
    if (taken.has(key) || known?.state === 'accepted') continue;
    taken.add(key);
    added.push(titleOf(name).slice(0, nameCharsMax));
    if (known?.state === 'rejected' && keyOf(known.object.name) === key) work.remove(known.object.id);
    else if (known !== undefined) work.dropSynonym(known.object, key);
  }
  if (added.length > 0) work.patch(target.id, { synonyms: [...work.synonymsOf(target), ...added] });
  return { edits: work.listEdits(), label: `${labelOf('Merge', added)} into ${target.name}` };
}

/** Undoes every decision about the nouns: objects that were made of them go, synonyms too. */
export function reopenNouns({ model }: TriageDeps, nouns: readonly FoundNoun[]): Triage {
  const work = openWork(model);
  const done: string[] = [];
  for (const { key, name } of nouns) {
    const known = work.known.get(key);
    if (known === undefined) continue;
    done.push(titleOf(name));
    if (keyOf(known.object.name) === key && known.state !== 'synonym') work.remove(known.object.id);
    else work.dropSynonym(known.object, key);
  }
  return { edits: work.listEdits(), label: labelOf('Open again', done) };
}

/** Objects of one name each, for names that are typed or pasted; what is there already is left out. */
export function addNames(deps: TriageDeps, names: readonly string[]): Triage {
  const nouns = names
    .map((name) => name.trim().slice(0, nameCharsMax))
    .filter((name) => name !== '')
    .map((name) => ({ key: nounKey(name), name, evidence: undefined }));
  const unique = [...new Map(nouns.toReversed().map((noun) => [noun.key, noun])).values()].toReversed();
  const { edits, label } = acceptNouns(deps, unique);
  return { edits, label: label.replace(/^Accept/u, 'Add') };
}

type Patch = { readonly synonyms?: readonly string[]; readonly rejection?: Rejection | null };

/** Collects what changes, one patch for each object. */
function openWork(model: ProjectModel) {
  const edits: ModelEdit[] = [];
  const patches = new Map<string, { synonyms?: string[]; rejection?: Rejection | null }>();
  const removals = new Set<string>();
  function patch(id: string, fields: Patch): void {
    const { synonyms, ...rest } = fields;
    patches.set(id, { ...patches.get(id), ...rest, ...(synonyms === undefined ? {} : { synonyms: [...synonyms] }) });
  }
  function synonymsOf({ id, synonyms }: ObjectRecord): readonly string[] {
    return patches.get(id)?.synonyms ?? synonyms;
  }
  return {
    edits,
    known: knownNouns(model),
    patch,
    synonymsOf,
    remove: (id: string) => removals.add(id),
    dropSynonym(object: ObjectRecord, key: string): void {
      patch(object.id, { synonyms: synonymsOf(object).filter((synonym) => keyOf(synonym) !== key) });
    },
    listEdits: (): readonly ModelEdit[] => [
      ...edits,
      ...[...patches].filter(([id]) => !removals.has(id)).map(([id, fields]) => patchEdit('object', id, fields)),
      ...[...removals].map((id): ModelEdit => ({ kind: 'remove', entity: 'object', id })),
    ],
  };
}

function labelOf(verb: string, names: readonly string[]): string {
  const [first] = names;
  if (names.length === 1 && first !== undefined) return `${verb} ${shortened(first)}`;
  return `${verb} ${String(names.length)} nouns`;
}

/** A label has room for two hundred characters. */
export function shortened(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}
