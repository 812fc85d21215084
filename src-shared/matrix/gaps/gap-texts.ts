/* What a gap says to a person: a sentence that names what it is about. */
import { attributesNamedAs, objectNamedAs, usualType } from './gap-attributes.ts';
import { clashingTitles, countTitles, missingEvidence, titlesOf } from './gap-objects.ts';
import { isShown } from './gap-relationships.ts';
import type { Gap, GapCode, GapSubject } from './gap.ts';
import { findEvidence } from './junction-evidence.ts';
import { cellQuestions } from '../cells/cell-state.ts';
import { openFields } from '../cells/mcsfd.ts';
import type { ProjectModel } from '../project-model.ts';

/** Ends with a full stop. What has been deleted meanwhile is called "something deleted". */
export function gapSentence(model: ProjectModel, gap: Gap): string {
  return sentences[gap.code](model, gap);
}

/** What a subject is called: "Account", "Account – Profile", "email of Account". */
export function subjectTitle(model: ProjectModel, { kind, id }: GapSubject): string {
  switch (kind) {
    case 'object':
      return objectName(model, id);
    case 'role':
      return model.tables.projectRole.get(id)?.name ?? gone;
    case 'pair':
      return id
        .split(':')
        .map((objectId) => objectName(model, objectId))
        .join(' – ');
    case 'relationship':
      return relationshipTitle(model, id);
    case 'cta':
      return ownedTitle(model, model.tables.cta.get(id));
    case 'attribute':
      return ownedTitle(model, model.tables.attribute.get(id));
  }
}

const gone = 'something deleted';

type Sentence = (model: ProjectModel, gap: Gap) => string;

const sentences: { readonly [code in GapCode]: Sentence } = {
  O1: (model, { id }) => `${objectName(model, id)} has no relationship to any other object.`,
  O2: (model, { id }) => `${objectName(model, id)} has no definition.`,
  O3: (model, { id }) => `${objectName(model, id)} has no ${listed(evidenceMissing(model, id), 'and no')}.`,
  O4: nameClash,
  O5: (model, { id }) => `${objectName(model, id)} has no states: is there only one in which it can be?`,
  R1: (model, gap) => `Nobody has said whether ${listed(pairNames(model, gap), 'and')} are related.`,
  R2: missingEnds,
  R3: oneWay,
  R4: hiddenJunction,
  R5: (model, { id }) => `${relationshipTitle(model, id)}: it is open ${openQuestionsOf(model, id)}.`,
  R6: (model, gap) => `${sideNames(model, gap).join(' deletes ')} when it is deleted, and in the end itself.`,
  R7: (model, { id }) =>
    `${objectName(model, id)} is related to more objects than nearly all others: does it hold what belongs apart?`,
  R8: (model, { id }) => `From the pages of the core objects nothing leads to ${objectName(model, id)}.`,
  R9: (model, gap) => `${listed(pairNames(model, gap), 'and')} are said not to be related, and have a relationship.`,
  R10: (model, { id, also }) =>
    `${relationshipTitle(model, id)} is there twice, once as ${endsText(model, also)} and once as ${endsText(model, id)}.`,
  R11: (model, { id }) => `${relationshipTitle(model, id)} goes in a circle: in the end it is inside itself.`,
  R12: dependencyText,
  R13: (model, gap) => {
    const [one = '', other = ''] = sideNames(model, gap);
    return `Each ${one} needs a ${other} that is there before it, which in the end needs a ${one}: neither can be the first.`;
  },
  C1: (model, { id }) => `Nothing can be done with ${objectName(model, id)}: it has no call to action.`,
  C2: (model, { id }) => `${ctaTitle(model, id)} has no role: nobody may do it.`,
  C3: (model, { id }) => `${ctaTitle(model, id)} has no user story.`,
  C4: (model, { id, also }) => `${objectName(model, id)} has no primary call to action for ${roleName(model, also)}.`,
  C5: (model, { id }) => `No call to action creates ${objectName(model, id)}: how does it come to be?`,
  C6: (model, { id }) => `${ctaTitle(model, id)} has no acceptance criteria.`,
  C7: (model, { id }) => `${roleName(model, id)} can do nothing: no call to action has this role.`,
  C8: (model, { id, also }) =>
    `${objectName(model, id)} has several primary calls to action for ${roleName(model, also)}.`,
  A1: (model, { id }) => `${objectName(model, id)} has no attributes.`,
  A2: (model, { id }) => `None of the attributes of ${objectName(model, id)} is core content.`,
  A3: (model, { id }) => `${ownedTitle(model, model.tables.attribute.get(id))} is shown and used nowhere.`,
  A4: (model, { id }) => `${ownedTitle(model, model.tables.attribute.get(id))} is an enumeration without values.`,
  A5: typeClash,
  A6: (model, { id }) => {
    const attribute = model.tables.attribute.get(id);
    const named = attribute === undefined ? undefined : objectNamedAs(model, attribute);
    return `${ownedTitle(model, attribute)} has the name of the object ${objectName(model, named ?? '')}: is it a relationship?`;
  },
};

export function objectName(model: ProjectModel, id: string): string {
  return model.tables.object.get(id)?.name ?? gone;
}

function roleName(model: ProjectModel, id: string): string {
  return model.tables.projectRole.get(id)?.name ?? gone;
}

function ctaTitle(model: ProjectModel, id: string): string {
  const cta = model.tables.cta.get(id);
  return cta === undefined ? gone : `"${cta.name}" of ${objectName(model, cta.objectId)}`;
}

function ownedTitle(
  model: ProjectModel,
  owned: { readonly name: string; readonly objectId: string } | undefined,
): string {
  return owned === undefined ? gone : `${owned.name} of ${objectName(model, owned.objectId)}`;
}

/** "Account holds Subscription", with the relationship's own words where there are some. */
export function relationshipTitle(model: ProjectModel, id: string): string {
  const relationship = model.tables.relationship.get(id);
  if (relationship === undefined) return gone;
  const { sourceObjectId, targetObjectId, description, relationshipType } = relationship;
  const words = description.trim();
  // A description may be a whole page; a label is a few words.
  const label =
    words === '' || words.length > 60 || words.includes('\n') ? relationshipType.replaceAll('_', ' ') : words;
  return `${objectName(model, sourceObjectId)} ${label} ${objectName(model, targetObjectId)}`;
}

function pairNames(model: ProjectModel, { id }: Gap): readonly string[] {
  return id.split(':').map((objectId) => objectName(model, objectId));
}

/** The objects of a relationship, read from the side that the gap is about. */
function sideNames(model: ProjectModel, { id, also }: Gap): readonly string[] {
  const relationship = model.tables.relationship.get(id);
  if (relationship === undefined) return [gone, gone];
  const names = [objectName(model, relationship.sourceObjectId), objectName(model, relationship.targetObjectId)];
  return also === 'target' ? names.toReversed() : names;
}

export function evidenceMissing(model: ProjectModel, id: string): readonly string[] {
  const object = model.tables.object.get(id);
  return object === undefined ? [] : missingEvidence(object, model.attributesByObject.get(id)?.length ?? 0).map(bare);
}

/** "no a purpose" is no English. */
function bare(evidence: string): string {
  return evidence.replace(/^an? /, '');
}

function nameClash(model: ProjectModel, { id }: Gap): string {
  const object = model.tables.object.get(id);
  if (object === undefined) return `${gone}.`;
  const clashing = clashingTitles(object, countTitles(model.objects));
  const others = model.objects.filter(
    (other) => other.id !== id && titlesOf(other).some((title) => clashing.includes(title)),
  );
  const names = [object.name, ...object.synonyms].filter((name) =>
    clashing.includes(titlesOf({ ...object, name, synonyms: [] })[0] ?? ''),
  );
  return `${listed(names.map(quoted), 'and')} ${names.length === 1 ? 'names' : 'name'} ${object.name} and also ${listed(
    others.map(({ name }) => name),
    'and',
  )}.`;
}

function missingEnds(model: ProjectModel, { id }: Gap): string {
  const relationship = model.tables.relationship.get(id);
  if (relationship === undefined) return `${gone}.`;
  const [source, target] = [
    objectName(model, relationship.sourceObjectId),
    objectName(model, relationship.targetObjectId),
  ];
  const questions = [
    ...(relationship.targetEnd === null ? [`how many ${target} one ${source} has`] : []),
    ...(relationship.sourceEnd === null ? [`how many ${source} one ${target} has`] : []),
  ];
  return `${relationshipTitle(model, id)}: it is open ${listed(questions, 'and')}.`;
}

function oneWay(model: ProjectModel, { id }: Gap): string {
  const relationship = model.tables.relationship.get(id);
  if (relationship === undefined) return `${gone}.`;
  const names = [objectName(model, relationship.sourceObjectId), objectName(model, relationship.targetObjectId)];
  const [page = '', other = ''] = isShown(relationship.sourceNesting) ? names : names.toReversed();
  return `The page of ${page} shows ${other}, and the page of ${other} does not show ${page}: is that intended?`;
}

function hiddenJunction(model: ProjectModel, { id }: Gap): string {
  const relationship = model.tables.relationship.get(id);
  if (relationship === undefined) return `${gone}.`;
  const { attributes, ctaIds } = findEvidence(model, relationship);
  const ctaNames = ctaIds.map((ctaId) => model.tables.cta.get(ctaId)?.name ?? gone);
  const own = [...attributes, ...ctaNames].map(quoted);
  return `${relationshipTitle(model, id)} is many-to-many, and ${listed(own, 'and')} ${own.length === 1 ? 'belongs' : 'belong'} to neither side: is there an object between them?`;
}

function openQuestionsOf(model: ProjectModel, id: string): string {
  const relationship = model.tables.relationship.get(id);
  if (relationship === undefined) return gone;
  return listed([...new Set(openFields(relationship).map(({ question }) => cellQuestions[question]))], 'and');
}

export function endsText(model: ProjectModel, id: string): string {
  const relationship = model.tables.relationship.get(id);
  return relationship === undefined ? gone : `${relationship.sourceEnd ?? '?'} to ${relationship.targetEnd ?? '?'}`;
}

function dependencyText(model: ProjectModel, { id, also: problem }: Gap): string {
  const relationship = model.tables.relationship.get(id);
  if (relationship === undefined) return `${gone}.`;
  const names = [objectName(model, relationship.sourceObjectId), objectName(model, relationship.targetObjectId)];
  const [one = '', other = ''] = problem === 'target-orphans' ? names.toReversed() : names;
  return problem === 'both-block'
    ? `${one} and ${other} need each other and each blocks deleting the other: neither can ever go.`
    : `Each ${other} has exactly one ${one}, and yet it stays when that ${one} is deleted.`;
}

function typeClash(model: ProjectModel, { id }: Gap): string {
  const attribute = model.tables.attribute.get(id);
  if (attribute === undefined) return `${gone}.`;
  const same = attributesNamedAs(model, attribute);
  const usual = usualType(same);
  const others = same.filter(({ dataType }) => dataType === usual).map((other) => objectName(model, other.objectId));
  return `${ownedTitle(model, attribute)} is of type ${attribute.dataType}, but of type ${usual ?? ''} in ${listed(others, 'and')}.`;
}

function quoted(name: string): string {
  return `"${name}"`;
}

const listedMax = 4;

/** "a, b and c"; of many the first few and how many more. */
export function listed(names: readonly string[], joint: string): string {
  const shown =
    names.length > listedMax + 1 ? [...names.slice(0, listedMax), `${String(names.length - listedMax)} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} ${joint} ${shown.at(-1) ?? ''}`;
}
