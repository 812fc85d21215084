import '../gaps/gap-mark.css';

import { Asterisk, Link2 } from 'lucide-react';
import type { DragEvent } from 'react';

import type { AttributeRecord } from '#shared/matrix/attribute-entities.ts';
import type { CtaRecord } from '#shared/matrix/cta-entities.ts';
import type { RelatedCard } from '#shared/matrix/map-columns.ts';

import { kindIcons, kindNames, tierNames } from '../ctas/cta-marks.tsx';
import { openSubject } from '../ctas/cta-store.ts';
import { useGapsOf } from '../gaps/use-gaps.ts';

type CardProps = {
  readonly isActive: boolean;
  readonly isOpen: boolean;
  readonly onActivate: () => void;
  /** Absent where it may not be moved. */
  readonly onDragStart?: ((event: DragEvent<HTMLElement>) => void) | undefined;
};

export type AttributeCardProps = CardProps & { readonly attribute: AttributeRecord; readonly index: number };

export function AttributeCard({ attribute, index, isActive, isOpen, onActivate, onDragStart }: AttributeCardProps) {
  const { id, name, dataType, isRequired, category } = attribute;
  const kind = category === 'core' ? 'core content' : 'metadata';
  const { length: gapCount } = useGapsOf(attribute.projectId, { kind: 'attribute', id });
  return (
    <button
      type="button"
      className={`map-card${isOpen ? ' map-card-open' : ''}`}
      data-subject={id}
      data-active={isActive || undefined}
      tabIndex={isActive ? 0 : -1}
      draggable={onDragStart !== undefined}
      onClick={() => openSubject({ kind: 'attribute', id })}
      onFocus={onActivate}
      onDragStart={onDragStart}
    >
      <span className="map-card-rank num" aria-hidden>
        {index + 1}
      </span>
      <bdi className="map-card-name">{name}</bdi>
      <span className="visually-hidden">
        , {kind} {index + 1}, {dataType}
        {isRequired ? ', required' : ''}
        {openText(gapCount)}
      </span>
      {gapCount === 0 ? null : <span className="gap-dot" />}
      {isRequired ? <Asterisk size={11} strokeWidth={2.5} aria-hidden /> : null}
      <span className="map-card-type" aria-hidden>
        {dataType}
      </span>
    </button>
  );
}

export type CtaCardButtonProps = CardProps & { readonly cta: CtaRecord; readonly index: number };

export function CtaCardButton({ cta, index, isActive, isOpen, onActivate, onDragStart }: CtaCardButtonProps) {
  const Kind = kindIcons[cta.kind];
  const { length: gapCount } = useGapsOf(cta.projectId, { kind: 'cta', id: cta.id });
  const facts = [`call to action ${String(index + 1)}`, kindNames[cta.kind], tierNames[cta.tier]];
  return (
    <button
      type="button"
      className={`map-card${isOpen ? ' map-card-open' : ''}`}
      data-subject={cta.id}
      data-active={isActive || undefined}
      data-tier={cta.tier}
      tabIndex={isActive ? 0 : -1}
      draggable={onDragStart !== undefined}
      onClick={() => openSubject({ kind: 'cta', id: cta.id })}
      onFocus={onActivate}
      onDragStart={onDragStart}
    >
      <Kind size={12} strokeWidth={2} aria-hidden />
      <bdi className="map-card-name">{cta.name}</bdi>
      <span className="visually-hidden">
        , {facts.join(', ')}
        {openText(gapCount)}
      </span>
      {gapCount === 0 ? null : <span className="gap-dot" />}
      {cta.phase === '' ? null : (
        <span className="map-card-type" aria-hidden>
          {cta.phase}
        </span>
      )}
    </button>
  );
}

export type RelatedCardButtonProps = CardProps & { readonly card: RelatedCard; readonly onGo: () => void };

/** Leads to the other object's column. */
export function RelatedCardButton({ card, isActive, onActivate, onGo }: RelatedCardButtonProps) {
  const { object, end, label } = card;
  const said = ['related object', label, end === null ? 'how many is not known' : end];
  return (
    <button
      type="button"
      className="map-card"
      data-active={isActive || undefined}
      tabIndex={isActive ? 0 : -1}
      title={label === '' ? undefined : label}
      onClick={onGo}
      onFocus={onActivate}
    >
      <Link2 size={12} strokeWidth={2} aria-hidden />
      <bdi className="map-card-name">{object.name}</bdi>
      <span className="visually-hidden">, {said.filter((part) => part !== '').join(', ')}</span>
      <span className="map-card-type num" aria-hidden>
        {end ?? '?'}
      </span>
    </button>
  );
}

function openText(gapCount: number): string {
  return gapCount === 0 ? '' : `, ${String(gapCount)} open`;
}
