import type { ClipboardEvent, KeyboardEvent, RefObject } from 'react';

import type { CtaCells } from '#shared/matrix/ctas/cta-cells.ts';
import type { CtaPlace } from '#shared/matrix/ctas/cta-edits.ts';
import type { CtaRecord } from '#shared/matrix/cta-entities.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { copyCtaTo, dropCtaFrom, moveCtaTo, typeCta } from './cta-actions.ts';
import { ctasIn, placeOf } from './cta-axes.ts';
import type { Axes } from './cta-axes.ts';
import type { ChipMenu } from './cta-chip-menu.tsx';
import { dragType, readDragged } from './cta-drag.ts';
import { moveRole } from './role-actions.ts';
import { nextFocus } from './cta-steps.ts';
import type { CtaFocus, FocusHandle } from './use-cta-focus.ts';

export type CtaKeys = {
  readonly projectId: string;
  readonly model: ProjectModel;
  readonly grid: { readonly axes: Axes; readonly cells: CtaCells };
  readonly focus: FocusHandle;
  readonly element: RefObject<HTMLElement | null>;
  readonly mayEdit: (objectId: string) => boolean;
  readonly announce: (text: string) => void;
  readonly onAdd: (place: CtaPlace, start?: string) => void;
  readonly onOpen: (ctaId: string) => void;
  readonly onMenu: (menu: ChipMenu) => void;
  readonly onRole: (roleId: string | null) => void;
};

const pastedMax = 200; // Lines of a pasted list of verbs; more are no list of what one role does.

/** Everything that the keyboard does in the matrix: to go about, to add, open, move, copy, cut, paste and delete. */
export function useCtaKeys(keys: CtaKeys) {
  const { grid, focus, mayEdit, announce } = keys;
  const { active } = focus;
  const row = grid.axes.rows.find(({ id }) => id === active.rowId);
  const column = grid.axes.columns.find(({ id }) => id === active.columnId);
  const place = row === undefined || column === undefined ? null : placeOf(row, column);
  const ctas = place === null ? [] : ctasIn(grid.cells, place);
  const cta = ctas.find(({ id }) => id === active.ctaId) ?? ctas[0];

  function tell(done: string | null): void {
    if (done !== null) announce(done);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (isInField(event.target)) return;
    if (takeHeaderKey(keys, event) || takeMoveKey(event)) return;
    const isRightToLeft = getComputedStyle(event.currentTarget).direction === 'rtl';
    const next = event.altKey || event.shiftKey ? null : nextFocus({ ...grid, isRightToLeft }, active, event);
    if (next !== null) {
      event.preventDefault();
      focus.moveTo(next);
    } else if (place !== null) takeCellKey(event, place);
  }

  function takeCellKey(event: KeyboardEvent<HTMLElement>, here: CtaPlace): void {
    const isMenuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    if (cta !== undefined && isMenuKey) {
      const { left, bottom } = chipBox(keys.element.current);
      keys.onMenu({ ctaId: cta.id, place: here, x: left, y: bottom });
    } else if (cta !== undefined && event.key === 'Enter' && !event.ctrlKey) keys.onOpen(cta.id);
    else if (cta !== undefined && (event.key === 'Delete' || event.key === 'Backspace')) {
      if (mayEdit(here.objectId)) tell(dropCtaFrom(keys.projectId, cta, here));
      focus.moveTo({ ...active, ctaId: null });
    } else if (event.key === 'Enter' || event.key === 'F2' || event.key === 'Insert') keys.onAdd(here);
    else if (isText(event)) keys.onAdd(here, event.key);
    else return;
    event.preventDefault();
  }

  /** Alt and an arrow move the chip to the next cell, with Shift a copy of it. */
  function takeMoveKey(event: KeyboardEvent<HTMLElement>): boolean {
    if (!event.altKey || place === null || cta === undefined || !event.key.startsWith('Arrow')) return false;
    event.preventDefault();
    const to = nextFocus({ ...grid, isRightToLeft: false }, edgeFocus(ctas, active, event.key), plain(event.key));
    const [toRow, toColumn] = [
      grid.axes.rows.find(({ id }) => id === to?.rowId),
      grid.axes.columns.find(({ id }) => id === to?.columnId),
    ];
    if (to === null || toRow === undefined || toColumn === undefined) return true;
    carry(cta, { from: place, to: placeOf(toRow, toColumn), isCopy: event.shiftKey }, to);
    return true;
  }

  type Carry = { readonly from: CtaPlace; readonly to: CtaPlace; readonly isCopy: boolean };

  function carry(carried: CtaRecord, { from, to, isCopy }: Carry, focusThere: CtaFocus): void {
    if (!mayEdit(to.objectId) || !mayEdit(from.objectId)) return announce('You may only read this');
    if (isCopy) {
      const { id, done } = copyCtaTo(keys.projectId, { cta: carried, to });
      tell(done);
      focus.moveTo({ ...focusThere, ctaId: id });
      return undefined;
    }
    tell(moveCtaTo(keys.projectId, { cta: carried, from, to }));
    focus.moveTo({ ...focusThere, ctaId: carried.id });
    return undefined;
  }

  function onCopy(event: ClipboardEvent<HTMLElement>): void {
    if (isInField(event.target) || cta === undefined || place === null) return;
    event.preventDefault();
    const isCut = event.type === 'cut';
    event.clipboardData.setData('text/plain', cta.name);
    event.clipboardData.setData(dragType, JSON.stringify({ ctaId: cta.id, from: place, isCut }));
    announce(isCut ? `${cta.name} is taken: paste it where it belongs` : `${cta.name} copied`);
  }

  function onPaste(event: ClipboardEvent<HTMLElement>): void {
    if (isInField(event.target) || place === null) return;
    event.preventDefault();
    if (!mayEdit(place.objectId)) return announce('You may only read this');
    const dragged = readDragged(event.clipboardData);
    const pasted = dragged === null ? undefined : keys.model.tables.cta.get(dragged.ctaId);
    if (dragged !== null && pasted !== undefined) {
      const isCopy = !event.clipboardData.getData(dragType).includes('"isCut":true');
      return carry(pasted, { from: dragged.from, to: place, isCopy }, active);
    }
    const lines = event.clipboardData.getData('text/plain').split(/\r?\n/).slice(0, pastedMax);
    const names = lines.map((line) => line.trim().slice(0, 255)).filter((line) => line !== '');
    for (const name of names) typeCta(keys.projectId, place, name);
    return announce(`${String(names.length)} added`);
  }

  return { onKeyDown, onCopy, onCut: onCopy, onPaste };
}

/** On a role's header: Enter or F2 opens it, Alt and an arrow puts it elsewhere in the order. */
function takeHeaderKey({ grid, focus, projectId, onRole }: CtaKeys, event: KeyboardEvent): boolean {
  const { rowId, columnId } = focus.active;
  if ((rowId === null) === (columnId === null)) return false;
  const headers = rowId === null ? grid.axes.columns : grid.axes.rows;
  const item = headers.find(({ id }) => id === (rowId ?? columnId));
  if (item?.kind !== 'role' || item.role === null) return false;
  if (event.key === 'Enter' || event.key === 'F2') onRole(item.id);
  else if (event.altKey && ['ArrowRight', 'ArrowDown'].includes(event.key)) moveRole(projectId, item.id, 1);
  else if (event.altKey && ['ArrowLeft', 'ArrowUp'].includes(event.key)) moveRole(projectId, item.id, -1);
  else return false;
  event.preventDefault();
  return true;
}

function isInField(target: EventTarget): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** One character as typed, which is the first of a name. */
function isText({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return /^\S$/u.test(key) && !ctrlKey && !metaKey && !altKey;
}

function plain(key: string) {
  return { key, ctrlKey: false, metaKey: false };
}

/** Up and down lead out of the cell, not to its next chip. */
function edgeFocus(ctas: readonly CtaRecord[], active: CtaFocus, key: string): CtaFocus {
  if (key === 'ArrowDown') return { ...active, ctaId: ctas.at(-1)?.id ?? null };
  return key === 'ArrowUp' ? { ...active, ctaId: ctas[0]?.id ?? null } : active;
}

function chipBox(element: HTMLElement | null): DOMRect {
  return (element?.querySelector('[data-active]') ?? document.body).getBoundingClientRect();
}
