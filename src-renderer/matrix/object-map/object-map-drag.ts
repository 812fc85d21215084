import type { DragEvent } from 'react';

import { z } from 'zod';

import type { AttributeRecord } from '#shared/matrix/attribute-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';
import type { Artifact } from '#shared/matrix/project-settings.ts';

import { moveAttribute } from '../attributes/attribute-actions.ts';
import { moveCtaCard } from './object-map-moves.ts';

/** With the kind behind it, since only the types of what is dragged can be seen before it is dropped. */
export const mapDragType = 'application/x-triptych-map';

const cardSchema = z.object({ kind: z.enum(['attribute', 'cta']), id: z.string() });
type DraggedCard = z.infer<typeof cardSchema>;

export type MapSection =
  | { readonly kind: 'attribute'; readonly category: AttributeRecord['category'] }
  | { readonly kind: 'cta' };

export function startMapDrag(event: DragEvent, card: DraggedCard): void {
  event.dataTransfer.setData(`${mapDragType}-${card.kind}`, JSON.stringify(card));
  event.dataTransfer.effectAllowed = 'move';
}

type DropPlace = {
  readonly objectId: string;
  readonly section: MapSection;
  readonly mayEdit: (artifact: Artifact, objectIds?: readonly string[]) => boolean;
};

/** Puts what is dropped before the card under the pointer's upper half, behind it under its lower half, else at the end. */
export function dropOnMap(
  model: ProjectModel,
  event: DragEvent<HTMLElement>,
  { objectId, section, mayEdit }: DropPlace,
): { readonly id: string; readonly done: string } | null {
  const dragged = cardSchema.safeParse(readJson(event.dataTransfer.getData(`${mapDragType}-${section.kind}`)));
  if (!dragged.success) return null;
  const { id } = dragged.data;
  const index = dropIndex(event, id);
  if (section.kind === 'cta') {
    const cta = model.tables.cta.get(id);
    if (cta === undefined || !mayEdit('ctas', [cta.objectId, objectId])) return null;
    const done = moveCtaCard(cta, { objectId, index });
    return done === null ? null : { id, done };
  }
  const attribute = model.tables.attribute.get(id);
  if (attribute === undefined || !mayEdit('attributes', [attribute.objectId, objectId])) return null;
  const done = moveAttribute(attribute, { objectId, category: section.category, index });
  return done === null ? null : { id, done };
}

/** Counted without the card that is dragged. */
function dropIndex(event: DragEvent<HTMLElement>, draggedId: string): number {
  const cards = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-subject]')].filter(
    (card) => card.dataset['subject'] !== draggedId,
  );
  const before = cards.findIndex((card) => {
    const { top, height } = card.getBoundingClientRect();
    return event.clientY < top + height / 2;
  });
  return before === -1 ? cards.length : before;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Dropped from elsewhere.
  }
}
