/*
 * One column of the object map: the object, its core content, its metadata, what it is related to, and its calls to action, each
 * in rank order and under what is prioritised.
 */
import type { AttributeRecord } from './attribute-entities.ts';
import type { CtaRecord } from './cta-entities.ts';
import type { End, ObjectRecord } from './object-entities.ts';
import { showsAttribute, showsCta, showsObject } from './prioritise.ts';
import type { Prioritised } from './prioritise.ts';
import type { ProjectModel } from './project-model.ts';

/** The other object as it shows on this one's page. */
export type RelatedCard = {
  readonly relationshipId: string;
  readonly object: ObjectRecord;
  /** How many of it one of this object has; null is not known yet. */
  readonly end: End | null;
  readonly label: string;
};

export type MapColumn = {
  readonly object: ObjectRecord;
  readonly core: readonly AttributeRecord[];
  readonly metadata: readonly AttributeRecord[];
  readonly related: readonly RelatedCard[];
  readonly ctas: readonly CtaRecord[];
};

export function mapColumn(
  model: ProjectModel,
  object: ObjectRecord,
  wanted: Prioritised,
  phases: readonly string[],
): MapColumn {
  const attributes = (model.attributesByObject.get(object.id) ?? []).filter((each) => showsAttribute(each, wanted));
  return {
    object,
    core: attributes.filter(({ category }) => category === 'core'),
    metadata: attributes.filter(({ category }) => category === 'metadata'),
    related: relatedCards(model, object).filter((card) => showsObject(card.object, wanted, phases)),
    ctas: (model.ctasByObject.get(object.id) ?? []).filter((cta) => showsCta(cta, wanted, phases)),
  };
}

/** Every relationship from this object's side, in the order of the objects that it leads to. */
function relatedCards(model: ProjectModel, { id }: ObjectRecord): readonly RelatedCard[] {
  const cards = (model.relationshipsByObject.get(id) ?? []).flatMap((relationship): readonly RelatedCard[] => {
    const isSource = relationship.sourceObjectId === id;
    const other = model.tables.object.get(isSource ? relationship.targetObjectId : relationship.sourceObjectId);
    if (other === undefined || other.rejection !== null) return [];
    return [
      {
        relationshipId: relationship.id,
        object: other,
        end: isSource ? relationship.targetEnd : relationship.sourceEnd,
        label: isSource ? relationship.description : relationship.inverseLabel,
      },
    ];
  });
  const placeOf = (card: RelatedCard): number => model.objectIndexById.get(card.object.id) ?? 0;
  return cards.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** What the focus can stand on in a column, from top to bottom. */
export type MapStop =
  | { readonly key: string; readonly kind: 'head' }
  | { readonly key: string; readonly kind: 'attribute'; readonly attribute: AttributeRecord; readonly index: number }
  | { readonly key: string; readonly kind: 'related'; readonly card: RelatedCard }
  | { readonly key: string; readonly kind: 'cta'; readonly cta: CtaRecord; readonly index: number }
  | { readonly key: string; readonly kind: 'add'; readonly what: 'core' | 'metadata' | 'cta' };

export type StopOptions = {
  readonly hasAttributeFields: boolean;
  readonly hasCtaFields: boolean;
  /** More related objects than this are folded. */
  readonly relatedMax: number;
};

export function stopsOf(column: MapColumn, options: StopOptions): readonly MapStop[] {
  const add = (what: 'core' | 'metadata' | 'cta', isThere: boolean): readonly MapStop[] =>
    isThere ? [{ key: `add-${what}`, kind: 'add', what }] : [];
  const cards = (attributes: readonly AttributeRecord[]): readonly MapStop[] =>
    attributes.map((attribute, index) => ({ key: attribute.id, kind: 'attribute', attribute, index }));
  return [
    { key: 'head', kind: 'head' },
    ...cards(column.core),
    ...add('core', options.hasAttributeFields),
    ...cards(column.metadata),
    ...add('metadata', options.hasAttributeFields),
    ...column.related
      .slice(0, options.relatedMax)
      .map((card): MapStop => ({ key: card.relationshipId, kind: 'related', card })),
    ...column.ctas.map((cta, index): MapStop => ({ key: cta.id, kind: 'cta', cta, index })),
    ...add('cta', options.hasCtaFields),
  ];
}
