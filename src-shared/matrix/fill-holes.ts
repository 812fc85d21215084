import type { AttributeRecord } from './attribute-entities.ts';
import type { CtaRecord } from './cta-entities.ts';
import type { RelationshipRecord } from './object-entities.ts';
import type { ModelEdit } from './model-edits.ts';

type Filled = 'relationship' | 'cta' | 'attribute';

/** What is null or empty in the one and answered in the other. */
export function fillHoles<T extends RelationshipRecord | CtaRecord | AttributeRecord>(
  entity: Filled,
  into: T,
  from: T,
): readonly ModelEdit[] {
  const holes = Object.entries(from).filter(([field, value]) => {
    // Both records have the fields of their entity.
    const own = (into as { readonly [field: string]: unknown })[field];
    return (own === null || own === '') && value !== null && value !== '';
  });
  const fields = Object.fromEntries(holes.filter(([field]) => field !== 'deletedAt'));
  return Object.keys(fields).length === 0 ? [] : [{ kind: 'patch', entity, id: into.id, fields }];
}
