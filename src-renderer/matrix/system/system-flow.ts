import type { Edge, Node } from '@xyflow/react';

import type { ObjectRecord, RelationshipRecord } from '#shared/matrix/object-entities.ts';
import type { Hop } from '#shared/matrix/object-path.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';
import type { Point } from '#shared/matrix/system/system-geometry.ts';
import type { SceneEdge, SceneNode } from '#shared/matrix/system/system-scene.ts';
import { objectCounts } from '#shared/matrix/system/system-words.ts';
import type { ObjectCounts } from '#shared/matrix/system/system-words.ts';

import type { PresenceCursor } from '../../presence/presence.ts';
import type { Spot } from './system-stage.ts';

/** How a thing stands to the path that is shown: no path, on it, or beside it. */
export type OnPath = 'none' | 'on' | 'off';

export type ObjectNode = Node<
  {
    readonly object: ObjectRecord;
    readonly counts: ObjectCounts;
    readonly relationshipCount: number;
    readonly paint: string;
    readonly onPath: OnPath;
    readonly other: PresenceCursor | undefined;
    readonly mayEdit: boolean;
  },
  'object'
>;
export type ClusterNode = Node<
  {
    readonly name: string;
    readonly memberCount: number;
    readonly isOpen: boolean;
    readonly onPath: OnPath;
    readonly other: PresenceCursor | undefined;
  },
  'cluster'
>;
export type DraftNode = Node<{ readonly at: Point }, 'draft'>;
export type SystemNode = ObjectNode | ClusterNode | DraftNode;

export type RelationshipEdge = Edge<
  { readonly relationship: RelationshipRecord; readonly lane: number; readonly onPath: OnPath },
  'relationship'
>;
export type BundleEdge = Edge<{ readonly count: number; readonly onPath: OnPath }, 'bundle'>;
export type SystemEdge = RelationshipEdge | BundleEdge;

export type FlowInput = {
  readonly model: ProjectModel;
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
  readonly spots: ReadonlyMap<string, Spot>;
  /** Of edges that run around something. */
  readonly lanes: ReadonlyMap<string, number>;
  readonly dragged: ReadonlyMap<string, Point>;
  readonly selectedIds: ReadonlySet<string>;
  readonly edgeId: string | null;
  readonly hops: readonly Hop[] | undefined;
  readonly others: readonly PresenceCursor[];
  readonly paint: string;
  readonly mayEdit: (objectId: string) => boolean;
};

export type Flow = { readonly nodes: SystemNode[]; readonly edges: SystemEdge[] };

/** Makes what React Flow draws; what is the same as before stays the same value, so that only what changed is drawn again. */
export function createFlowBuilder(): (input: FlowInput) => Flow {
  let nodesById = new Map<string, SystemNode>();
  let edgesById = new Map<string, SystemEdge>();
  return (input) => {
    const othersById = new Map(input.others.map((other) => [other.id, other]));
    const onPathIds =
      input.hops === undefined ? undefined : new Set(input.hops.flatMap((hop) => [hop.fromId, hop.toId]));
    const hopIds =
      input.hops === undefined ? undefined : new Set(input.hops.map(({ relationship }) => relationship.id));
    const nodes = input.nodes.flatMap((node): readonly SystemNode[] => {
      const made = makeNode(node, input, onPathIds, othersById);
      return made === undefined ? [] : [reuse(nodesById.get(node.id), made)];
    });
    const shown = new Set(nodes.map(({ id }) => id));
    const edges = input.edges.flatMap((edge): readonly SystemEdge[] =>
      shown.has(edge.sourceId) && shown.has(edge.targetId)
        ? [reuse(edgesById.get(edge.id), makeEdge(edge, input, hopIds))]
        : [],
    );
    nodesById = new Map(nodes.map((node) => [node.id, node]));
    edgesById = new Map(edges.map((edge) => [edge.id, edge]));
    return { nodes, edges };
  };
}

function makeNode(
  node: SceneNode,
  { model, spots, dragged, selectedIds, paint, mayEdit }: FlowInput,
  onPathIds: ReadonlySet<string> | undefined,
  othersById: ReadonlyMap<string, PresenceCursor>,
): SystemNode | undefined {
  const spot = spots.get(node.id);
  if (spot === undefined) return undefined;
  const { width, height, at, parentId } = spot;
  const shared = {
    id: node.id,
    position: dragged.get(node.id) ?? at,
    width,
    height,
    selected: selectedIds.has(node.id),
    ...(parentId === null ? {} : { parentId }),
  };
  if (node.kind === 'cluster') {
    const { name, memberIds, isOpen } = node;
    const isOn = onPathIds === undefined ? undefined : memberIds.some((id) => onPathIds.has(id));
    const other = memberIds.map((id) => othersById.get(id)).find((found) => found !== undefined);
    const data = { name, memberCount: memberIds.length, isOpen, onPath: onPathOf(isOn), other };
    return { ...shared, type: 'cluster', data };
  }
  return {
    ...shared,
    type: 'object',
    data: {
      object: node.object,
      counts: objectCounts(model, node.object),
      relationshipCount: model.relationshipsByObject.get(node.id)?.length ?? 0,
      paint,
      onPath: onPathOf(onPathIds?.has(node.id)),
      other: othersById.get(node.id),
      mayEdit: mayEdit(node.id),
    },
  };
}

function makeEdge(edge: SceneEdge, { edgeId, lanes }: FlowInput, hopIds: ReadonlySet<string> | undefined): SystemEdge {
  const { id, sourceId: source, targetId: target } = edge;
  const onPath = onPathOf(hopIds?.has(id));
  if (edge.kind === 'bundle')
    return { id, source, target, type: 'bundle', selectable: false, data: { count: edge.count, onPath } };
  const data = { relationship: edge.relationship, lane: lanes.get(id) ?? edge.lane, onPath };
  return { id, source, target, type: 'relationship', selected: id === edgeId, data };
}

function onPathOf(isOn: boolean | undefined): OnPath {
  return isOn === undefined ? 'none' : isOn ? 'on' : 'off';
}

function reuse<T extends SystemNode | SystemEdge>(before: T | undefined, made: T): T {
  return before !== undefined && isSame(before, made, 2) ? before : made;
}

/** Records are compared as they are; what is made here anew each time is looked into. */
function isSame(one: object, other: object, depth: number): boolean {
  const [fields, others] = [Object.entries(one), new Map(Object.entries(other))];
  return (
    fields.length === others.size &&
    fields.every(([field, value]) => {
      const next: unknown = others.get(field);
      if (Object.is(value, next)) return true;
      const isMade = field === 'data' || field === 'position' || field === 'counts';
      return isMade && depth > 0 && isObject(value) && isObject(next) && isSame(value, next, depth - 1);
    })
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
