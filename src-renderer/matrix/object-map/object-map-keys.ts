import type { KeyboardEvent } from 'react';

import type { MapStop } from '#shared/matrix/map-columns.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { Artifact } from '#shared/matrix/project-settings.ts';

import { deleteAttribute, moveAttribute } from '../attributes/attribute-actions.ts';
import { deleteCta } from '../ctas/cta-actions.ts';
import { openSubject } from '../ctas/cta-store.ts';
import { moveCtaCard, moveObject } from './object-map-moves.ts';
import type { CtaFocus } from '../ctas/use-cta-focus.ts';

export type MapKeys = {
  readonly projectId: string;
  readonly objects: readonly ObjectRecord[];
  readonly stopsAt: (index: number) => readonly MapStop[];
  readonly activeIndex: number;
  readonly activeStop: MapStop | undefined;
  readonly mayEdit: (artifact: Artifact, objectIds?: readonly string[]) => boolean;
  readonly announce: (text: string) => void;
  readonly moveTo: (focus: CtaFocus) => void;
};

/** Arrows go from card to card; with Alt they take the card along; Enter opens it, Delete removes it. */
export function mapKeys(keys: MapKeys): (event: KeyboardEvent<HTMLElement>) => void {
  const { objects, stopsAt, activeIndex, activeStop, moveTo } = keys;

  function goTo(index: number, wanted: number): void {
    const at = Math.max(0, Math.min(objects.length - 1, index));
    const stops = stopsAt(at);
    const stop = stops[Math.max(0, Math.min(stops.length - 1, wanted))];
    const object = objects[at];
    if (stop !== undefined && object !== undefined) moveTo({ rowId: stop.key, columnId: object.id, ctaId: null });
  }

  return (event) => {
    const { key, target } = event;
    const isField = target instanceof HTMLInputElement;
    const stops = stopsAt(activeIndex);
    const at = stops.findIndex((stop) => stop.key === activeStop?.key);
    if (event.altKey && key.startsWith('Arrow')) {
      event.preventDefault();
      if (!isField) carry(keys, key);
      return;
    }
    const isWide = event.ctrlKey || event.metaKey;
    // Within a field the arrows to the sides, Home and End are the text's.
    if (key === 'ArrowDown') goTo(activeIndex, isWide ? stops.length - 1 : at + 1);
    else if (key === 'ArrowUp') goTo(activeIndex, isWide ? 0 : at - 1);
    else if (isField) return;
    else if (key === 'ArrowRight') goTo(isWide ? objects.length - 1 : activeIndex + 1, at);
    else if (key === 'ArrowLeft') goTo(isWide ? 0 : activeIndex - 1, at);
    else if (key === 'Home') goTo(isWide ? 0 : activeIndex, 0);
    else if (key === 'End') goTo(isWide ? objects.length - 1 : activeIndex, Infinity);
    else if (key === 'Delete' || key === 'Backspace') remove(keys, () => goTo(activeIndex, at));
    else return;
    event.preventDefault();
  };
}

/** To the same place one column on, up or down within its kind; core content goes down into metadata and back. */
function carry(keys: MapKeys, key: string): void {
  const { projectId, objects, activeIndex, activeStop, mayEdit, announce, moveTo } = keys;
  const object = objects[activeIndex];
  if (object === undefined || activeStop === undefined) return;
  const side = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  const other = objects[activeIndex + side];
  const rise = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  if (other === undefined) return;
  const artifact = activeStop.kind === 'head' ? 'objects' : activeStop.kind === 'cta' ? 'ctas' : 'attributes';
  if (!mayEdit(artifact, [object.id, other.id])) return announce('You may only read this');
  const follow = (): void => moveTo({ rowId: activeStop.key, columnId: other.id, ctaId: null });
  if (activeStop.kind === 'attribute') tell(moveAttribute(activeStop.attribute, attributePlace(keys, side, rise)));
  else if (activeStop.kind === 'cta')
    tell(moveCtaCard(activeStop.cta, { objectId: other.id, index: side === 0 ? activeStop.index + rise : Infinity }));
  else if (activeStop.kind === 'head' && side !== 0) {
    tell(moveObject(projectId, object, side));
    return moveTo({ rowId: 'head', columnId: object.id, ctaId: null });
  }
  return undefined;

  function tell(done: string | null): void {
    if (done === null) return;
    announce(done);
    follow();
  }
}

function attributePlace({ objects, activeIndex, activeStop, stopsAt }: MapKeys, side: number, rise: number) {
  const objectId = objects[activeIndex + side]?.id ?? '';
  if (activeStop?.kind !== 'attribute') return { objectId, category: 'core', index: 0 } as const;
  const { attribute, index } = activeStop;
  const { category } = attribute;
  if (side !== 0) return { objectId, category, index };
  const count = stopsAt(activeIndex).filter(
    (stop) => stop.kind === 'attribute' && stop.attribute.category === category,
  ).length;
  if (rise === 1 && category === 'core' && index === count - 1)
    return { objectId, category: 'metadata', index: 0 } as const;
  if (rise === -1 && category === 'metadata' && index === 0)
    return { objectId, category: 'core', index: Infinity } as const;
  return { objectId, category, index: index + rise };
}

function remove({ objects, activeIndex, activeStop, mayEdit, announce }: MapKeys, onDone: () => void): void {
  const objectIds = [objects[activeIndex]?.id ?? ''];
  if (activeStop?.kind === 'attribute' && mayEdit('attributes', objectIds)) {
    deleteAttribute(activeStop.attribute);
    announce(`${activeStop.attribute.name} deleted`);
  } else if (activeStop?.kind === 'cta' && mayEdit('ctas', objectIds)) {
    deleteCta(activeStop.cta.projectId, activeStop.cta);
    announce(`${activeStop.cta.name} deleted`);
  } else return;
  openSubject(null);
  onDone();
}
