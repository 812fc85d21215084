import type { ModelEntityName } from '../model-entities.ts';

type Fields = { readonly [field: string]: unknown };

/** What a record is called where it is listed among others. */
export function recordName(entity: ModelEntityName, fields: Fields, nameOf: (id: string) => string): string {
  const name = (field: string): string => nameOf(String(fields[field]));
  switch (entity) {
    case 'relationship':
      return `${name('sourceObjectId')} → ${name('targetObjectId')}`;
    case 'pairReview':
      return `${name('objectAId')} – ${name('objectBId')}`;
    case 'ctaRole':
      return `${name('projectRoleId')}: ${name('ctaId')}`;
    case 'contextVisibility':
      return `${name('contextId')}: ${name('subjectId')}`;
    case 'cta':
    case 'attribute':
    case 'context':
      return `${name('objectId')}: ${String(fields['name'])}`;
    case 'openQuestion':
      return String(fields['question']);
    case 'comment':
      return String(fields['body']).slice(0, 100);
    default:
      return String(fields['name']);
  }
}
