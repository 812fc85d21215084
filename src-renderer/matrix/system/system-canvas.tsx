import '@xyflow/react/dist/base.css';

import { Background, ConnectionMode, MiniMap, ReactFlow, SelectionMode, useReactFlow } from '@xyflow/react';
import type { Connection, EdgeTypes, NodeChange, NodeTypes, Viewport } from '@xyflow/react';
import { useEffect, useMemo } from 'react';

import type { Box, Point } from '#shared/matrix/system/system-geometry.ts';

import type { MatrixScope } from '../nested-matrix/matrix-actions.ts';
import { addObjectAt, moveNodes } from './system-actions.ts';
import { SystemClusterNode } from './system-cluster-node.tsx';
import { SystemContext } from './system-context.ts';
import { SystemDraftNode } from './system-draft-node.tsx';
import { SystemBundleEdge, SystemRelationshipEdge } from './system-edges.tsx';
import type { SystemEdge, SystemNode } from './system-flow.ts';
import { systemKeys } from './system-keys.ts';
import { SystemObjectNode } from './system-object-node.tsx';
import { SystemRelate } from './system-relate.tsx';
import { changeSystem, chooseEdge, chooseNodes, chooseNothing, useSystemStore } from './system-store.ts';
import { SystemZoom } from './system-zoom.tsx';
import { useSystemCamera } from './use-system-camera.ts';
import { useSystemFlow } from './use-system-flow.ts';
import type { SystemStage } from './use-system-stage.ts';

const nodeTypes: NodeTypes = { object: SystemObjectNode, cluster: SystemClusterNode, draft: SystemDraftNode };
const edgeTypes: EdgeTypes = { relationship: SystemRelationshipEdge, bundle: SystemBundleEdge };

/** How near to an object a line may end to belong to it: all of its box is within. */
const connectionRadiusPx = 75;
/** Below this zoom labels are smaller than anybody reads. */
const labelZoomMin = 0.45;
const minimapSize = { width: 156, height: 104 };
/** Above it only what is on screen is in the document. */
const allInDocumentMax = 150;

export type SystemCanvasProps = {
  readonly scope: MatrixScope;
  readonly stage: SystemStage;
  readonly boxes: ReadonlyMap<string, Box>;
};

/** The picture: objects and clusters to drag, relationships to draw from one to another. */
export function SystemCanvas({ scope, stage, boxes }: SystemCanvasProps) {
  const { mayEdit } = scope;
  const draftAt = useSystemStore((state) => state.draftAt);
  const isFar = useSystemStore((state) => state.isFar);
  const flowApi = useReactFlow<SystemNode, SystemEdge>();
  useSystemCamera(stage, boxes);
  const flow = useSystemFlow(scope, stage, boxes);
  const nodes = useMemo(
    () => (draftAt === null ? flow.nodes : [...flow.nodes, draftNode(draftAt)]),
    [flow.nodes, draftAt],
  );
  const context = useMemo(
    () => ({ scope, add: (name: string, at: Point) => addObjectAt(scope, stage, name, at) }),
    [scope, stage],
  );
  const mayAdd = mayEdit('objects');
  useEffect(() => () => changeSystem({ draftAt: null, relating: null, renamingId: null }), []);
  return (
    <SystemContext value={context}>
      {/* The keys are those of its nodes, one of which is in the tab order. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <section
        className={`system-canvas${isFar ? ' system-far' : ''}`}
        aria-label="System model"
        onKeyDown={systemKeys({ scope, stage, boxes, flow: flowApi })}
        onFocus={({ target }) => noteActive(target)}
        onDoubleClick={({ target, clientX, clientY }) => {
          const isPane = target instanceof Element && target.classList.contains('react-flow__pane');
          if (isPane && mayAdd) changeSystem({ draftAt: flowApi.screenToFlowPosition({ x: clientX, y: clientY }) });
        }}
      >
        <ReactFlow<SystemNode, SystemEdge>
          nodes={nodes}
          edges={flow.edges}
          onNodeDragStop={() => moveNodes(scope, stage, useSystemStore.getState().dragged)}
          onSelectionDragStop={() => moveNodes(scope, stage, useSystemStore.getState().dragged)}
          onNodeDoubleClick={(_event, { id, type }) => {
            if (type === 'object' && mayEdit('objects', [id])) changeSystem({ renamingId: id });
          }}
          {...flowSettings}
          onlyRenderVisibleElements={nodes.length > allInDocumentMax}
        >
          <Backdrop />
          <SystemZoom />
          <SystemRelate scope={scope} />
        </ReactFlow>
      </section>
    </SystemContext>
  );
}

/** What never changes while the canvas is there. Keys are ours (system-keys.ts), and so is what has the focus. */
const flowSettings = {
  nodeTypes,
  edgeTypes,
  onNodesChange: takeChanges,
  onConnect: takeConnection,
  onPaneClick: chooseNothing,
  onEdgeClick: takeEdge,
  onMove: noteZoom,
  connectionMode: ConnectionMode.Loose,
  connectionRadius: connectionRadiusPx,
  selectionMode: SelectionMode.Partial,
  minZoom: 0.05,
  maxZoom: 2.5,
  nodesFocusable: false,
  edgesFocusable: false,
  disableKeyboardA11y: true,
  deleteKeyCode: null,
  zoomOnDoubleClick: false,
  nodeClickDistance: 4,
  nodeDragThreshold: 3,
};

function Backdrop() {
  return (
    <>
      <Background gap={24} size={1} className="system-dots" />
      <MiniMap<SystemNode>
        className="system-minimap"
        style={minimapSize}
        pannable
        zoomable
        ariaLabel="Overview"
        nodeClassName={({ type, selected }) => `system-mini-${type}${selected === true ? ' system-mini-chosen' : ''}`}
      />
    </>
  );
}

function takeEdge(_event: unknown, { id, type }: SystemEdge): void {
  if (type !== 'relationship') return;
  chooseEdge(id);
  changeSystem({ isInspecting: true });
}

function noteZoom(_event: unknown, { zoom }: Viewport): void {
  if (zoom < labelZoomMin !== useSystemStore.getState().isFar) changeSystem({ isFar: zoom < labelZoomMin });
}

function draftNode(position: Point): SystemNode {
  return {
    id: 'draft',
    type: 'draft',
    position,
    data: { at: position },
    draggable: false,
    selectable: false,
    width: 192,
    height: 66,
  };
}

/** Places of what is dragged and what is chosen are kept in the store; sizes are known beforehand. */
function takeChanges(changes: readonly NodeChange<SystemNode>[]): void {
  const { dragged, selectedIds } = useSystemStore.getState();
  const next = new Map(dragged);
  const chosen = new Set(selectedIds);
  let [hasMoved, hasChosen] = [false, false];
  for (const change of changes) {
    if (change.type === 'position' && change.position !== undefined && change.dragging === true) {
      next.set(change.id, change.position);
      hasMoved = true;
    } else if (change.type === 'select') {
      if (change.selected) chosen.add(change.id);
      else chosen.delete(change.id);
      hasChosen = true;
    }
  }
  if (hasMoved) changeSystem({ dragged: next });
  if (hasChosen) chooseNodes(chosen);
}

function takeConnection({ source, target }: Connection): void {
  changeSystem({ relating: { fromId: source, toId: target } });
}

/** The node with the focus is the one that is in the tab order. */
function noteActive(target: EventTarget): void {
  const id = target instanceof HTMLElement ? target.dataset['systemNode'] : undefined;
  if (id !== undefined && useSystemStore.getState().activeId !== id) changeSystem({ activeId: id });
}
