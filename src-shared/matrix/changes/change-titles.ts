/* What records, and their fields, are called in the change log. */
import type { AnyRecord } from '../../schema/entity.ts';

/** What each kind of record is called in the middle of a sentence. */
export const entityTitles: { readonly [entity: string]: string } = {
  project: 'project',
  projectMembership: 'member',
  object: 'object',
  relationship: 'relationship',
  pairReview: '"no" for a pair',
  projectRole: 'role',
  cta: 'call to action',
  ctaRole: 'role of a call to action',
  attribute: 'attribute',
  openQuestion: 'question',
  context: 'context',
  contextVisibility: 'visibility in a context',
  sourceText: 'text',
  comment: 'comment',
  projectAttachment: 'file',
};

export function entityTitle(entity: string): string {
  return entityTitles[entity] ?? spaced(entity);
}

const fieldTitles: { readonly [field: string]: string } = {
  description: 'description',
  objectType: 'type',
  relationshipType: 'type',
  dataType: 'type',
  isRequired: 'whether it is required',
  defaultValue: 'default value',
  validationRules: 'validation rules',
  usedIn: 'where it is used',
  rejection: 'why it is no object',
  rejectionNote: 'note on why it is no object',
  sourceObjectId: 'source',
  targetObjectId: 'target',
  objectId: 'object',
  sourceEnd: 'cardinality at the source',
  targetEnd: 'cardinality at the target',
  inverseLabel: 'label read backwards',
  sourceNesting: 'how it shows on the source’s page',
  targetNesting: 'how it shows on the target’s page',
  sourceNavigates: 'link from the source',
  targetNavigates: 'link from the target',
  sourceMechanics: 'mechanics at the source',
  targetMechanics: 'mechanics at the target',
  sourceSort: 'sort at the source',
  targetSort: 'sort at the target',
  sourceFilter: 'filter at the source',
  targetFilter: 'filter at the target',
  sourceDependency: 'what deleting the source does',
  targetDependency: 'what deleting the target does',
  functionId: 'function',
  ownerId: 'owner',
  subjectKind: 'kind of what it is about',
  subjectId: 'what it is about',
  isOpen: 'whether it is open',
  isResolved: 'whether it is resolved',
  sizeBytes: 'size in bytes',
  mediaType: 'kind of file',
  content: 'SHA-256 of the content',
  isVisible: 'whether it shows',
  isIntentional: 'whether that is intended',
  layout: 'place in the system model',
  rank: 'place in the order',
  body: 'text',
};

/** A definition is what the description of an object is called on screen. */
export function fieldTitle(entity: string, field: string): string {
  if (entity === 'object' && field === 'description') return 'definition';
  if (entity === 'relationship' && field === 'description') return 'label';
  return fieldTitles[field] ?? spaced(field);
}

const titleCharsMax = 120;

/** What a record is called; `nameOf` tells the names of others that it names. */
export function recordTitle(entity: string, record: AnyRecord, nameOf: (id: string) => string): string {
  const named = (field: string): string => nameOf(textOf(record[field]));
  switch (entity) {
    case 'relationship':
      return `${named('sourceObjectId')} → ${named('targetObjectId')}`;
    case 'pairReview':
      return `${named('objectAId')} – ${named('objectBId')}`;
    case 'ctaRole':
      return `${named('ctaId')} for ${named('projectRoleId')}`;
    case 'cta':
    case 'attribute':
    case 'context':
      return `${shortened(textOf(record['name']))} of ${named('objectId')}`;
    case 'contextVisibility':
      return `${named('subjectId')} in ${named('contextId')}`;
    case 'openQuestion':
      return shortened(textOf(record['question']));
    case 'comment':
      return shortened(textOf(record['body']));
    case 'projectMembership':
      return named('userId');
    default:
      return shortened(textOf(record['name']));
  }
}

/** The fields in which a record names others. */
export const namingFields: readonly string[] = [
  'sourceObjectId',
  'targetObjectId',
  'objectAId',
  'objectBId',
  'objectId',
  'ctaId',
  'projectRoleId',
  'contextId',
  'subjectId',
  'userId',
  'ownerId',
  'functionId',
  'createdBy',
  'reviewedBy',
  'authorId',
];

function shortened(text: string): string {
  return text.length > titleCharsMax ? `${text.slice(0, titleCharsMax)}…` : text;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `isRequired` as a person says it. */
function spaced(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
