/*
 * The keyboard in the system model. One node is in the tab order; arrows go to the nearest one that way, so that all can be reached.
 */
import type { ReactFlowInstance } from '@xyflow/react';
import type { KeyboardEvent } from 'react';

import { nearestBox } from '#shared/matrix/system/nearest-box.ts';
import type { Direction } from '#shared/matrix/system/nearest-box.ts';
import { centreOf, nodeSize } from '#shared/matrix/system/system-geometry.ts';
import type { Box } from '#shared/matrix/system/system-geometry.ts';

import type { MatrixScope } from '../nested-matrix/matrix-actions.ts';
import { deleteChosen, moveNodes } from './system-actions.ts';
import type { SystemEdge, SystemNode } from './system-flow.ts';
import { askFor, changeSystem, chooseNodes, chooseNothing, toggleCluster, useSystemStore } from './system-store.ts';
import { fitPadding, moveMs } from './use-system-camera.ts';
import type { SystemStage } from './use-system-stage.ts';

export type SystemKeysInput = {
  readonly scope: MatrixScope;
  readonly stage: SystemStage;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly flow: ReactFlowInstance<SystemNode, SystemEdge>;
};

const directions: { readonly [key: string]: Direction | undefined } = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const stepPx = 16;

export function systemKeys(input: SystemKeysInput): (event: KeyboardEvent) => void {
  return (event) => {
    const { target } = event;
    const isTyping =
      target instanceof HTMLElement && target.closest('input, textarea, select, [role="dialog"]') !== null;
    if (isTyping || event.defaultPrevented || !takeKey(input, event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** Whether the key means something here. */
function takeKey(input: SystemKeysInput, event: KeyboardEvent): boolean {
  const direction = directions[event.key];
  if (direction !== undefined) return takeArrow(input, event, direction);
  if (event.altKey) return false;
  if (event.ctrlKey || event.metaKey) {
    if (event.key !== 'a') return false;
    chooseNodes(new Set(input.stage.scene.nodes.filter(({ kind }) => kind === 'object').map(({ id }) => id)));
    return true;
  }
  return takeCommand(input, event.key);
}

function takeArrow({ scope, stage, boxes }: SystemKeysInput, event: KeyboardEvent, direction: Direction): boolean {
  const { activeId, selectedIds } = useSystemStore.getState();
  if (event.ctrlKey || event.metaKey) return false;
  if (event.altKey) {
    const ids = selectedIds.size > 0 ? [...selectedIds] : activeId === null ? [] : [activeId];
    const dx = direction === 'left' ? -stepPx : direction === 'right' ? stepPx : 0;
    const dy = direction === 'up' ? -stepPx : direction === 'down' ? stepPx : 0;
    const places = ids.flatMap((id) => {
      const at = stage.spots?.get(id)?.at;
      return at === undefined || !scope.mayEdit('objects', [id]) ? [] : [[id, { x: at.x + dx, y: at.y + dy }] as const];
    });
    // Steps in a row are one step of undo.
    moveNodes(scope, stage, new Map(places), `system-step ${ids.join(' ').slice(0, 50)}`);
    return true;
  }
  const fromId = activeId !== null && boxes.has(activeId) ? activeId : undefined;
  const nextId = fromId === undefined ? firstOf(boxes) : nearestBox(boxes, fromId, direction);
  if (nextId === undefined) return true;
  askFor(nextId);
  if (event.shiftKey) chooseNodes(new Set([...selectedIds, nextId]));
  return true;
}

function takeCommand({ scope, stage, boxes, flow }: SystemKeysInput, key: string): boolean {
  const { activeId, selectedIds, edgeId, isInspecting } = useSystemStore.getState();
  const active = stage.scene.nodes.find(({ id }) => id === activeId);
  const duration = moveMs();
  const commands: { readonly [key: string]: (() => unknown) | undefined } = {
    '+': () => flow.zoomIn({ duration }),
    '=': () => flow.zoomIn({ duration }),
    '-': () => flow.zoomOut({ duration }),
    '0': () => flow.zoomTo(1, { duration }),
    '1': () => flow.fitView({ padding: fitPadding, maxZoom: 1, duration }),
    n: scope.mayEdit('objects') ? () => changeSystem({ draftAt: freeSpotNear(boxes, activeId) }) : undefined,
    r: active?.kind === 'object' ? () => changeSystem({ relating: { fromId: active.id, toId: null } }) : undefined,
    h: active?.kind === 'object' ? () => lookAround(active.id) : undefined,
    l: () => changeSystem({ isListing: true }),
    p: () => changeSystem({ path: { fromId: active?.kind === 'object' ? active.id : null, toId: null } }),
    '?': () => changeSystem({ isHelpOpen: true }),
    F2:
      active?.kind === 'object' && scope.mayEdit('objects', [active.id])
        ? () => changeSystem({ renamingId: active.id })
        : undefined,
    Delete: () => deleteChosen(scope),
    Backspace: () => deleteChosen(scope),
    Enter:
      active === undefined
        ? undefined
        : () => {
            if (active.kind === 'cluster') toggleCluster(active.id);
            else {
              chooseNodes(new Set([active.id]));
              changeSystem({ isInspecting: true });
            }
          },
    ' ': active === undefined ? undefined : () => chooseNodes(toggled(selectedIds, active.id)),
    Escape:
      selectedIds.size > 0 || edgeId !== null || isInspecting
        ? () => {
            chooseNothing();
            changeSystem({ isInspecting: false });
          }
        : undefined,
  };
  const command = commands[key.length === 1 ? key.toLowerCase() : key];
  if (command === undefined) return false;
  void command();
  return true;
}

/** Shows an object and those around it, with the focus still on it. */
export function lookAround(objectId: string): void {
  changeSystem({ mode: { kind: 'near', objectId, hops: 1 } });
  askFor(objectId);
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

function firstOf(boxes: ReadonlyMap<string, Box>): string | undefined {
  const [first] = boxes.keys();
  return first;
}

/** Below the active node, or in the middle of what there is. */
export function freeSpotNear(boxes: ReadonlyMap<string, Box>, id: string | null) {
  const box = (id === null ? undefined : boxes.get(id)) ?? [...boxes.values()].at(-1);
  if (box === undefined) return { x: 0, y: 0 };
  const { x, y } = centreOf(box);
  const taken = (top: number): boolean =>
    [...boxes.values()].some(
      (other) => Math.abs(centreOf(other).x - x) < nodeSize.width && Math.abs(other.y - top) < nodeSize.height,
    );
  let top = y + nodeSize.height;
  // As many steps down as there are boxes at most.
  for (let tries = 0; tries < boxes.size && taken(top); tries += 1) top += nodeSize.height + stepPx;
  return { x: x - nodeSize.width / 2, y: top };
}
