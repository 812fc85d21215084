import '../gaps/gap-mark.css';

import { CircleAlert, KeyRound, SquareFunction } from 'lucide-react';
import type { DragEvent, MouseEvent } from 'react';

import type { CodeState } from '#shared/matrix/gaps/code-coverage.ts';
import type { CtaRecord } from '#shared/matrix/cta-entities.ts';

import { kindIcons, kindNames, priorityNames, tierNames } from './cta-marks.tsx';
import { useGapsOf } from '../gaps/use-gaps.ts';

export type CtaChipProps = {
  readonly cta: CtaRecord;
  /** Another one of the same object and role is primary too. */
  readonly isDoublePrimary: boolean;
  readonly code: CodeState;
  readonly sharedCount: number;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  readonly isDraggable: boolean;
  readonly onOpen: () => void;
  readonly onActivate: () => void;
  readonly onMenu: (event: MouseEvent<HTMLElement>) => void;
  readonly onDragStart: (event: DragEvent<HTMLElement>) => void;
};

/** A call to action in its cell: kind, name, tier, and the marks of its condition, phase and code. */
export function CtaChip({ cta, isDoublePrimary, code, sharedCount, isActive, isOpen, ...rest }: CtaChipProps) {
  const { isDraggable, onOpen, onActivate, onMenu, onDragStart } = rest;
  const Kind = kindIcons[cta.kind];
  const { length: gapCount } = useGapsOf(cta.projectId, { kind: 'cta', id: cta.id });
  return (
    <button
      type="button"
      className={`cta-chip${isOpen ? ' cta-chip-open' : ''}`}
      data-tier={cta.tier}
      data-active={isActive || undefined}
      tabIndex={isActive ? 0 : -1}
      draggable={isDraggable}
      title={cta.condition === '' ? undefined : `Only when: ${cta.condition}`}
      onClick={onOpen}
      onFocus={onActivate}
      onContextMenu={onMenu}
      onDragStart={onDragStart}
    >
      <Kind className="cta-chip-kind" size={12} strokeWidth={2} aria-hidden />
      <bdi className="cta-chip-name">{cta.name}</bdi>
      <span className="visually-hidden">, {describeChip(cta, { isDoublePrimary, code, sharedCount, gapCount })}</span>
      {isDoublePrimary ? <CircleAlert className="cta-chip-twice" size={13} aria-hidden /> : null}
      {cta.condition === '' ? null : <KeyRound size={12} strokeWidth={1.8} aria-hidden />}
      {code === 'none' ? null : (
        <SquareFunction className={`cta-chip-code-${code}`} size={12} strokeWidth={1.8} aria-hidden />
      )}
      {gapCount === 0 ? null : <span className="gap-dot" />}
      {cta.phase === '' ? null : (
        <span className="cta-chip-phase" aria-hidden>
          {cta.phase}
        </span>
      )}
    </button>
  );
}

type ChipFacts = Pick<CtaChipProps, 'isDoublePrimary' | 'code' | 'sharedCount'> & { readonly gapCount: number };

function describeChip(cta: CtaRecord, { isDoublePrimary, code, sharedCount, gapCount }: ChipFacts): string {
  const facts = [
    kindNames[cta.kind].toLowerCase(),
    tierNames[cta.tier].toLowerCase(),
    priorityNames[cta.priority].toLowerCase(),
    isDoublePrimary ? 'one of two primary ones here' : '',
    cta.condition === '' ? '' : `only when ${cta.condition}`,
    cta.phase === '' ? '' : `phase ${cta.phase}`,
    code === 'bound' ? 'has a function' : code === 'gone' ? 'its function is gone' : '',
    sharedCount > 1 ? `shared by ${String(sharedCount)} roles` : '',
    gapCount === 0 ? '' : `${String(gapCount)} open`,
  ];
  return facts.filter((fact) => fact !== '').join(', ');
}
