import { useRef } from 'react';
import type { KeyboardEvent } from 'react';

import { ctasInOrder } from '#shared/matrix/ctas/cta-cells.ts';
import type { CtaFilter } from '#shared/matrix/ctas/cta-cells.ts';
import { priorities } from '#shared/matrix/cta-entities.ts';
import type { CtaRecord } from '#shared/matrix/cta-entities.ts';
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { ModelPatch } from '#shared/matrix/model-edits.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { LiveRegion, useAnnouncer } from '../announcer.tsx';
import { GapDot } from '../gaps/gap-dot.tsx';
import { patchCta } from './cta-actions.ts';
import { dragType, readDragged } from './cta-drag.ts';
import { kindIcons, kindNames, priorityNames } from './cta-marks.tsx';
import { useCtaStore } from './cta-store.ts';
import { phaseChoices } from '../project/phase-choices.ts';

export type CtaBoardProps = {
  readonly project: ProjectRecord;
  readonly model: ProjectModel;
  readonly filter: CtaFilter;
  readonly openId: string | null;
  readonly mayEdit: (objectIds: readonly string[]) => boolean;
  readonly onOpen: (ctaId: string) => void;
};

/** One column; `patch` is what a call to action gets that is put into it. */
type Lane = { readonly label: string; readonly patch: ModelPatch<'cta'>; readonly ctas: readonly CtaRecord[] };

const cardsMax = 200; // Of one column: who looks for one among more filters first.

/** The calls to action by priority or by phase; dragged, or with Alt and an arrow, they change it. */
export function CtaBoard({ project, model, filter, openId, mayEdit, onOpen }: CtaBoardProps) {
  const { boardField } = useCtaStore();
  const { announce, text } = useAnnouncer();
  const board = useRef<HTMLDivElement>(null);
  const ctas = ctasInOrder(model, filter);
  const lanes: readonly Lane[] =
    boardField === 'priority'
      ? priorities.map((priority) => ({
          label: priorityNames[priority],
          patch: { priority },
          ctas: ctas.filter((cta) => cta.priority === priority),
        }))
      : phaseChoices(
          project,
          ctas.map((cta) => cta.phase),
        ).map(({ value, label }) => ({
          label,
          patch: { phase: value },
          ctas: ctas.filter((cta) => cta.phase === value),
        }));

  function put(cta: CtaRecord, lane: Lane | undefined): void {
    if (lane === undefined || lane.ctas.some(({ id }) => id === cta.id)) return;
    if (!mayEdit([cta.objectId])) return announce('You may only read this');
    patchCta(cta, lane.patch);
    return announce(`${cta.name}: ${lane.label}`);
  }

  function takeKey(event: KeyboardEvent<HTMLElement>, cta: CtaRecord, laneIndex: number, index: number): void {
    const side = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (event.altKey && side !== 0) put(cta, lanes[laneIndex + side]);
    else if (side !== 0) focusCard(laneIndex + side, index, side);
    else if (event.key === 'ArrowDown') focusCard(laneIndex, index + 1, 0);
    else if (event.key === 'ArrowUp') focusCard(laneIndex, index - 1, 0);
    else return;
    event.preventDefault();
  }

  /** Past columns that are empty; down the last card is the end. */
  function focusCard(laneIndex: number, index: number, side: number): void {
    const count = Math.min(cardsMax, lanes[laneIndex]?.ctas.length ?? 0);
    if (lanes[laneIndex] === undefined) return;
    if (count === 0 && side !== 0) return focusCard(laneIndex + side, index, side);
    const wanted = Math.max(0, Math.min(count - 1, index));
    const place = `${String(laneIndex)}-${String(wanted)}`;
    return board.current?.querySelector<HTMLElement>(`[data-place="${place}"]`)?.focus();
  }

  const [first] = lanes.flatMap((lane) => lane.ctas);
  return (
    <div className="cta-board" ref={board}>
      {lanes.map((lane, laneIndex) => (
        // What is dropped on it can be moved with the keys too.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
        <section
          key={lane.label}
          className="cta-lane"
          aria-label={`${lane.label}, ${String(lane.ctas.length)}`}
          onDragOver={(event) => {
            if (!event.dataTransfer.types.includes(dragType)) return;
            event.preventDefault();
            event.currentTarget.dataset['drop'] = '';
          }}
          onDragLeave={(event) => delete event.currentTarget.dataset['drop']}
          onDrop={(event) => {
            event.preventDefault();
            delete event.currentTarget.dataset['drop'];
            const cta = model.tables.cta.get(readDragged(event.dataTransfer)?.ctaId ?? '');
            if (cta !== undefined) put(cta, lane);
          }}
        >
          <h2>
            {lane.label} <span className="num">{lane.ctas.length}</span>
          </h2>
          <ul>
            {lane.ctas.slice(0, cardsMax).map((cta, index) => (
              <li key={cta.id}>
                <BoardCard
                  model={model}
                  cta={cta}
                  place={`${String(laneIndex)}-${String(index)}`}
                  isTabStop={cta.id === (openId ?? first?.id)}
                  isOpen={cta.id === openId}
                  isDraggable={mayEdit([cta.objectId])}
                  onOpen={() => onOpen(cta.id)}
                  onKeyDown={(event) => takeKey(event, cta, laneIndex, index)}
                />
              </li>
            ))}
          </ul>
          {lane.ctas.length > cardsMax ? (
            <p className="panel-note">{lane.ctas.length - cardsMax} more: narrow them with the filters above.</p>
          ) : null}
          {lane.ctas.length === 0 ? <p className="panel-note">Nothing here. Drag a card in.</p> : null}
        </section>
      ))}
      <LiveRegion text={text} />
    </div>
  );
}

type BoardCardProps = {
  readonly model: ProjectModel;
  readonly cta: CtaRecord;
  readonly place: string;
  readonly isTabStop: boolean;
  readonly isOpen: boolean;
  readonly isDraggable: boolean;
  readonly onOpen: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
};

function BoardCard({ model, cta, place, isTabStop, isOpen, isDraggable, onOpen, onKeyDown }: BoardCardProps) {
  const Kind = kindIcons[cta.kind];
  const roles = model.roles.filter(({ id }) => model.roleIdsByCta.get(cta.id)?.has(id) === true);
  return (
    <button
      type="button"
      className={`cta-board-card${isOpen ? ' cta-chip-open' : ''}`}
      data-place={place}
      tabIndex={isTabStop ? 0 : -1}
      draggable={isDraggable}
      onDragStart={(event) => {
        const dragged = { ctaId: cta.id, from: { objectId: cta.objectId, roleId: null } };
        event.dataTransfer.setData(dragType, JSON.stringify(dragged));
      }}
      onClick={onOpen}
      onKeyDown={onKeyDown}
    >
      <span className="cta-board-name">
        <Kind size={12} strokeWidth={2} aria-hidden />
        <span className="visually-hidden">{kindNames[cta.kind]}: </span>
        <bdi>{cta.name}</bdi>
        <GapDot projectId={cta.projectId} kind="cta" id={cta.id} />
      </span>
      <span className="cta-board-facts">
        <bdi>{model.tables.object.get(cta.objectId)?.name}</bdi>
        {roles.length === 0 ? ' · no role' : ` · ${roles.map(({ name }) => name).join(', ')}`}
      </span>
    </button>
  );
}
