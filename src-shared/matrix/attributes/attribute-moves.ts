/*
 * Ranking the attributes of an object map. An object's attributes share one order; on the map core content stands above metadata,
 * so a place is counted within its category.
 */
import type { AttributeRecord } from '../attribute-entities.ts';
import { patchEdit } from '../model-edits.ts';
import type { ModelEdit } from '../model-edits.ts';
import { rankAfter, rankAt } from '../new-records.ts';
import type { ProjectModel } from '../project-model.ts';

type Category = AttributeRecord['category'];

/** `index` counts the cards of that category without the one that moves. */
export type CardPlace = { readonly objectId: string; readonly category: Category; readonly index: number };

/** Null where it is there already. */
export function placeAttribute(
  model: Pick<ProjectModel, 'attributesByObject'>,
  attribute: AttributeRecord,
  { objectId, category, index }: CardPlace,
): ModelEdit | null {
  const all = model.attributesByObject.get(objectId) ?? [];
  const own = all.filter((each) => each.category === category);
  const isHome = attribute.objectId === objectId && attribute.category === category;
  const others = own.filter(({ id }) => id !== attribute.id);
  const at = Math.max(0, Math.min(others.length, index));
  if (isHome && own.findIndex(({ id }) => id === attribute.id) === at) return null;
  const rank = rankBetween(
    all.filter(({ id }) => id !== attribute.id),
    others,
    at,
  );
  return patchEdit('attribute', attribute.id, { objectId, category, rank });
}

/** The rank that puts something before the card at `index` of its category, and behind all of it at its end. */
function rankBetween(all: readonly AttributeRecord[], category: readonly AttributeRecord[], index: number): string {
  const next = category[index];
  if (next !== undefined) return rankAt(all, all.indexOf(next));
  const last = category.at(-1);
  return last === undefined ? rankAfter(all) : rankAt(all, all.indexOf(last) + 1);
}

export function rankForAdded(all: readonly AttributeRecord[], category: Category): string {
  const own = all.filter((each) => each.category === category);
  return rankBetween(all, own, own.length);
}

/** The edits that put an object's attributes of one category into this order; those that stand right already are left. */
export function rankInOrder(ordered: readonly AttributeRecord[]): readonly ModelEdit[] {
  const ranks = ordered.map(({ rank }) => rank).toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  const areDistinct = new Set(ranks).size === ranks.length;
  let last: readonly { readonly rank: string }[] = [];
  return ordered.flatMap((attribute, index) => {
    const rank = areDistinct ? (ranks[index] ?? attribute.rank) : rankAfter(last);
    last = [{ rank }];
    return rank === attribute.rank ? [] : [patchEdit('attribute', attribute.id, { rank })];
  });
}
