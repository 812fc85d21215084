import type { KeyboardEvent } from 'react';

import type { ObjectRecord } from '#shared/matrix/object-entities.ts';

import type { MatrixScope } from './matrix-actions.ts';
import { fillBlock, writeBlock } from './matrix-actions.ts';
import { openMenuOfSelection } from './matrix-menu-place.ts';
import { activeSpot, pageStep, selectAt, selectedBlock } from './matrix-moves.ts';
import { spotAfterKey } from './matrix-selection.ts';
import type { Spot } from './matrix-selection.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';
import type { Surface } from './matrix-surface.ts';
import { deleteObjects, moveToLine } from '../object-actions.ts';

export type MatrixKeys = { readonly onKeyDown: (event: KeyboardEvent) => void };

/** What the keys do while the matrix has the focus. The help lists them: see matrix-help.tsx. */
export function matrixKeys(scope: MatrixScope, surface: Surface | undefined): MatrixKeys {
  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || event.target !== event.currentTarget) return;
    const press: Press = { scope, surface, event, isMod: event.ctrlKey || event.metaKey, spot: activeSpot(scope) };
    const isDone =
      menuKeys(press) || zoomKeys(press) || headerKeys(press) || modKeys(press) || moveKeys(press) || cellKeys(press);
    if (isDone) event.preventDefault();
  }
  return { onKeyDown };
}

type Press = {
  readonly scope: MatrixScope;
  readonly surface: Surface | undefined;
  readonly event: KeyboardEvent;
  readonly isMod: boolean;
  readonly spot: Spot;
};

function menuKeys({ scope, surface, event }: Press): boolean {
  if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return false;
  openMenuOfSelection(scope, surface);
  return true;
}

const zoomStep = 1.25;

function zoomKeys({ event, isMod, surface }: Press): boolean {
  if (!isMod) return false;
  if (event.key === '+' || event.key === '=') surface?.zoomBy(zoomStep);
  else if (event.key === '-') surface?.zoomBy(1 / zoomStep);
  else if (event.key === '0' && event.shiftKey) surface?.fit();
  else if (event.key === '0' && surface !== undefined) surface.zoomBy(1 / surface.getGeometry().zoom);
  else return false;
  return true;
}

/** On a header stands an object: it is renamed, moved, deleted or added there. */
function headerKeys({ scope, event, spot, isMod }: Press): boolean {
  if (spot.row >= 0 && spot.column >= 0) return false;
  const line = Math.max(spot.row, spot.column);
  const object = scope.lines.objects[line];
  const mayEdit = scope.mayEdit('objects', object === undefined ? [] : [object.id]);
  if (!mayEdit) return false;
  if (event.key === 'Enter' || event.key === 'F2') {
    changeMatrix({ editor: { kind: 'name', text: object?.name ?? '', isTyped: false } });
    return true;
  }
  if (event.altKey && object !== undefined && event.key.startsWith('Arrow')) {
    const isBack = event.key === 'ArrowUp' || event.key === 'ArrowLeft';
    moveToLine(scope, object, isBack ? line - 1 : line + 2);
    return true;
  }
  if (event.key === 'Delete' || event.key === 'Backspace') {
    const objects = selectedObjects(scope);
    if (objects.length > 0) void deleteObjects(scope, objects);
    return objects.length > 0;
  }
  if (object === undefined && isTyped(event, isMod)) {
    changeMatrix({ editor: { kind: 'name', text: event.key, isTyped: true } });
    return true;
  }
  return false;
}

/** Those on whose headers the selection is. */
export function selectedObjects(scope: MatrixScope): readonly ObjectRecord[] {
  const { selection } = useMatrixStore.getState();
  const block = selectedBlock(scope);
  if (selection === null || block === undefined) return [];
  const { row } = activeSpot(scope);
  if (Math.max(row, activeSpot(scope).column) >= scope.lines.objects.length) return [];
  return row < 0
    ? scope.lines.objects.slice(block.columnFrom, block.columnTo + 1)
    : scope.lines.objects.slice(block.rowFrom, block.rowTo + 1);
}

function modKeys(press: Press): boolean {
  const { scope, surface, event, isMod, spot } = press;
  const { selection } = useMatrixStore.getState();
  if (event.key === ' ' && selection !== null && (event.shiftKey || isMod)) {
    changeMatrix({ selection: { ...selection, span: event.shiftKey ? (isMod ? 'all' : 'rows') : 'columns' } });
    return true;
  }
  if (!isMod || event.altKey) return false;
  const key = event.key.toLowerCase();
  const block = selectedBlock(scope);
  if (key === 'a') selectAt(scope, surface, spot, { span: 'all' });
  else if (key === 'f') document.querySelector<HTMLElement>('[data-matrix-find]')?.focus();
  else if (key === 'd' && block !== undefined) fillBlock(scope, block, 'down');
  else if (key === 'r' && block !== undefined && !event.shiftKey) fillBlock(scope, block, 'right');
  else return false;
  return true;
}

function moveKeys({ scope, surface, event, isMod, spot }: Press): boolean {
  if (event.altKey) return false;
  const count = scope.lines.objects.length;
  const next = spotAfterKey(spot, { key: event.key, isMod }, { count, page: pageStep(surface) });
  if (next === undefined) return false;
  const isHeader = next.row < 0 || next.column < 0;
  const wasHeader = spot.row < 0 || spot.column < 0;
  selectAt(scope, surface, next, { extends: event.shiftKey && isHeader === wasHeader });
  return true;
}

function cellKeys({ scope, surface, event, isMod, spot }: Press): boolean {
  if (event.key === 'Escape') {
    const { isInspecting, path } = useMatrixStore.getState();
    if (path !== null) changeMatrix({ path: null });
    else if (isInspecting) changeMatrix({ isInspecting: false });
    else selectAt(scope, surface, spot);
    return true;
  }
  if ((event.key === 'Enter' || event.key === ' ') && !isMod) {
    openInspector();
    return true;
  }
  if (spot.row < 0 || spot.column < 0) return false;
  const block = selectedBlock(scope);
  if (block === undefined) return false;
  if (event.key === 'Delete' || event.key === 'Backspace') writeBlock(scope, block, '');
  else if (event.key === 'F2') changeMatrix({ editor: { kind: 'cell', text: '', isTyped: false } });
  else if (event.key === '-' && !isMod) writeBlock(scope, block, 'no');
  else if (isTyped(event, isMod)) changeMatrix({ editor: { kind: 'cell', text: event.key, isTyped: true } });
  else return false;
  return true;
}

export function openInspector(): void {
  changeMatrix({ isInspecting: true });
  // The panel takes the focus once it is there; Escape in it comes back.
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-matrix-inspector]')?.focus());
}

/** A key that writes one letter; space opens the inspector. */
function isTyped(event: KeyboardEvent, isMod: boolean): boolean {
  return !isMod && !event.altKey && event.key !== ' ' && /^.$/u.test(event.key);
}
