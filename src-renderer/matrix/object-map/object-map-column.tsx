import { memo, useState } from 'react';
import type { DragEvent, ReactNode } from 'react';

import type { AttributeRecord } from '#shared/matrix/attribute-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { MapColumn, MapStop } from '#shared/matrix/map-columns.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';
import type { Artifact } from '#shared/matrix/project-settings.ts';

import { typeAttribute } from '../attributes/attribute-actions.ts';
import { typeCta } from '../ctas/cta-actions.ts';
import { AttributeCard, CtaCardButton, RelatedCardButton } from './object-map-cards.tsx';
import { ObjectMapAddField } from './object-map-add-field.tsx';
import type { MapDialog } from './object-map-dialogs.tsx';
import { dropOnMap, mapDragType, startMapDrag } from './object-map-drag.ts';
import type { MapSection } from './object-map-drag.ts';
import { ObjectMapHead } from './object-map-head.tsx';
import { columnGapPx, columnPx } from './map-sizes.ts';

export type ObjectMapColumnProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly column: MapColumn;
  readonly stops: readonly MapStop[];
  readonly left: number;
  readonly number: number;
  readonly activeKey: string | null;
  readonly openId: string | null;
  readonly isUnfolded: boolean;
  readonly mayEdit: (artifact: Artifact, objectIds?: readonly string[]) => boolean;
  readonly announce: (text: string) => void;
  readonly onNote: (objectId: string, key: string) => void;
  readonly onFocus: (objectId: string, key: string) => void;
  readonly onUnfold: (objectId: string) => void;
  readonly onDialog: (dialog: MapDialog) => void;
};

/** What an object is made of. Its sections take what is dropped on them, before the card under the pointer. */
export const ObjectMapColumn = memo(function ObjectMapColumn(props: ObjectMapColumnProps) {
  const { project, column, stops, left, activeKey, isUnfolded, mayEdit, onNote, onFocus, onUnfold } = props;
  const { object, related } = column;
  const { palette } = project.settings;
  const mayAttributes = mayEdit('attributes', [object.id]);
  const mayCtas = mayEdit('ctas', [object.id]);
  const card = (stop: MapStop): ReactNode => {
    const shared = {
      isActive: stop.key === activeKey,
      isOpen: props.openId === stop.key,
      onActivate: () => onNote(object.id, stop.key),
    };
    if (stop.kind === 'attribute')
      return (
        <AttributeCard
          key={stop.key}
          {...shared}
          attribute={stop.attribute}
          index={stop.index}
          onDragStart={mayAttributes ? (event) => startMapDrag(event, { kind: 'attribute', id: stop.key }) : undefined}
        />
      );
    if (stop.kind === 'cta')
      return (
        <CtaCardButton
          key={stop.key}
          {...shared}
          cta={stop.cta}
          index={stop.index}
          onDragStart={mayCtas ? (event) => startMapDrag(event, { kind: 'cta', id: stop.key }) : undefined}
        />
      );
    if (stop.kind === 'related')
      return (
        <RelatedCardButton
          key={stop.key}
          {...shared}
          card={stop.card}
          onGo={() => onFocus(stop.card.object.id, 'head')}
        />
      );
    return null;
  };
  const cards = (isWanted: (stop: MapStop) => boolean) => stops.filter(isWanted).map(card);
  const field = (what: 'core' | 'metadata' | 'cta') =>
    stops.some(({ key }) => key === `add-${what}`) ? (
      <ObjectMapAddField
        object={object}
        what={what}
        isActive={activeKey === `add-${what}`}
        onActivate={() => onNote(object.id, `add-${what}`)}
        onAdd={(name) => add(props, what, name)}
      />
    ) : null;
  const isIn = (category: AttributeRecord['category']) => (stop: MapStop) =>
    stop.kind === 'attribute' && stop.attribute.category === category;
  const foldedCount = related.length - stops.filter(({ kind }) => kind === 'related').length;

  return (
    <section
      className="map-column"
      style={{ insetInlineStart: left, width: columnPx - columnGapPx }}
      aria-label={object.name}
    >
      <ObjectMapHead {...props} isActive={activeKey === 'head'} />
      <div className="map-column-body">
        <Section {...props} name="Core content" paint={palette.core} section={{ kind: 'attribute', category: 'core' }}>
          {cards(isIn('core'))}
          {field('core')}
        </Section>
        <Section
          {...props}
          name="Metadata"
          paint={palette.metadata}
          section={{ kind: 'attribute', category: 'metadata' }}
        >
          {cards(isIn('metadata'))}
          {field('metadata')}
        </Section>
        {related.length === 0 ? null : (
          <Section {...props} name="Related objects" paint={palette.object} section={null}>
            {cards(({ kind }) => kind === 'related')}
            {isUnfolded || foldedCount <= 0 ? null : (
              <button type="button" className="map-more" onClick={() => onUnfold(object.id)}>
                {foldedCount} more
              </button>
            )}
          </Section>
        )}
        <Section {...props} name="Calls to action" paint={palette.cta} section={{ kind: 'cta' }}>
          {cards(({ kind }) => kind === 'cta')}
          {field('cta')}
        </Section>
      </div>
    </section>
  );
});

type SectionProps = ObjectMapColumnProps & {
  readonly name: string;
  readonly paint: string;
  /** Null takes nothing. */
  readonly section: MapSection | null;
  readonly children: ReactNode;
};

function Section({ name, paint, section, children, column, mayEdit, model, announce, onFocus }: SectionProps) {
  const [isTarget, setTarget] = useState(false);
  const { object } = column;
  const isEditable = section !== null && mayEdit(section.kind === 'cta' ? 'ctas' : 'attributes', [object.id]);

  function drop(event: DragEvent<HTMLElement>): void {
    setTarget(false);
    if (section === null) return;
    event.preventDefault();
    const dropped = dropOnMap(model, event, { objectId: object.id, section, mayEdit });
    if (dropped === null) return;
    announce(dropped.done);
    onFocus(object.id, dropped.id);
  }

  return (
    // What is dropped on it can be moved with the keys too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="group"
      className="map-section"
      aria-label={name}
      data-paint={paint}
      data-drop={isTarget || undefined}
      onDragOver={(event) => {
        if (!isEditable || !event.dataTransfer.types.includes(`${mapDragType}-${section.kind}`)) return;
        event.preventDefault();
        setTarget(true);
      }}
      onDragLeave={(event) => {
        const isInside = event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
        if (!isInside) setTarget(false);
      }}
      onDrop={drop}
    >
      {children}
    </div>
  );
}

function add(
  { project, column, announce }: ObjectMapColumnProps,
  what: 'core' | 'metadata' | 'cta',
  name: string,
): void {
  const objectId = column.object.id;
  if (what === 'cta') announce(typeCta(project.id, { objectId, roleId: null }, name).done ?? '');
  else {
    typeAttribute(project.id, { objectId, category: what }, name);
    announce(`${name} added to ${column.object.name}`);
  }
}
