import type { End, ObjectRecord, RelationshipRecord } from '../object-entities.ts';
import type { ProjectModel } from '../project-model.ts';

/** Enough to recognise a label on a line. */
const labelCharsMax = 32;

/** What stands on the line of a relationship: "holds", and what it is called from the other side. */
export function edgeLabel({ description, inverseLabel, relationshipType }: RelationshipRecord): string {
  const forward = shorten(description) || relationshipType.replaceAll('_', ' ');
  return inverseLabel === '' ? forward : `${forward} / ${shorten(inverseLabel)}`;
}

const endWords: { readonly [end in End]: string } = {
  '1': 'exactly one',
  '0..1': 'at most one',
  '0..*': 'any number of',
  '1..*': 'one or more',
};

/** A relationship as a sentence: "Account holds any number of Subscription, each of exactly one Account". */
export function relationshipSentence(model: ProjectModel, relationship: RelationshipRecord): string {
  const { sourceObjectId, targetObjectId, sourceEnd, targetEnd, description, relationshipType } = relationship;
  const [source, target] = [sourceObjectId, targetObjectId].map((id) => model.tables.object.get(id)?.name ?? '');
  const said = shorten(description) || relationshipType.replaceAll('_', ' ');
  const many = targetEnd === null ? 'an unknown number of' : endWords[targetEnd];
  const few = sourceEnd === null ? 'an unknown number of' : endWords[sourceEnd];
  return `${source ?? ''} ${said} ${many} ${target ?? ''}; ${few} ${source ?? ''} for each ${target ?? ''}`;
}

export type ObjectCounts = { readonly attributes: number; readonly ctas: number; readonly states: number };

export function objectCounts(model: ProjectModel, { id, states }: ObjectRecord): ObjectCounts {
  return {
    attributes: model.attributesByObject.get(id)?.length ?? 0,
    ctas: model.ctasByObject.get(id)?.length ?? 0,
    states: states.length,
  };
}

/** As a screen reader says an object of the system model. */
export function objectSentence(object: ObjectRecord, counts: ObjectCounts, relationshipCount: number): string {
  const parts = [
    `${object.objectType} object`,
    counted(relationshipCount, 'relationship', 'relationships'),
    counted(counts.attributes, 'attribute', 'attributes'),
    counted(counts.ctas, 'call to action', 'calls to action'),
    counted(counts.states, 'state', 'states'),
  ];
  return `${object.name}, ${parts.join(', ')}`;
}

export function counted(count: number, one: string, several: string): string {
  return `${String(count)} ${count === 1 ? one : several}`;
}

function shorten(text: string): string {
  const line = text.slice(0, 400).replaceAll(/\s+/gu, ' ').trim();
  return line.length > labelCharsMax ? `${line.slice(0, labelCharsMax).trimEnd()}…` : line;
}
