/*
 * Where everything of a scene stands. Objects stand where people put them, or where the layout did; in clusters each cluster has an
 * arrangement of its own inside, and takes the room that it needs.
 */
import type { ProjectModel } from '#shared/matrix/project-model.ts';
import { makeRoom } from '#shared/matrix/system/system-blocks.ts';
import { boundsOf, nodeSize } from '#shared/matrix/system/system-geometry.ts';
import type { Box, Point, Size } from '#shared/matrix/system/system-geometry.ts';
import type { SceneNode, SystemMode, SystemScene } from '#shared/matrix/system/system-scene.ts';
import type { PlainEdge } from '#shared/matrix/system/thin-edges.ts';

import type { LayoutJob, Places } from './system-arrangements.ts';

export const clusterSize: Size = { width: 220, height: 84 };
const clusterPadding = 20;
const clusterHeadHeight = 40;

export type Spot = Size & {
  /** Upper left corner, from that of the cluster that it is in. */
  readonly at: Point;
  readonly parentId: string | null;
  /** The arrangement that its place is kept in, and where it is there. */
  readonly key: string;
  readonly kept: Point;
};

export type Stage = {
  readonly scene: SystemScene;
  readonly mode: SystemMode;
  /** Undefined while places are still looked for. */
  readonly spots: ReadonlyMap<string, Spot> | undefined;
};

export function arrangementKey(projectId: string, mode: SystemMode): string {
  return mode.kind === 'near' ? `${projectId} near ${mode.objectId} ${String(mode.hops)}` : `${projectId} ${mode.kind}`;
}

/** What must be laid out for the scene. */
export function stageJobs(
  projectId: string,
  mode: SystemMode,
  scene: SystemScene,
  all: AllPlaced,
): readonly LayoutJob[] {
  const key = arrangementKey(projectId, mode);
  if (mode.kind === 'whole') return [{ ...all, key }];
  const objectIds = scene.nodes.filter(({ kind }) => kind === 'object').map(({ id }) => id);
  const edges = scene.edges.map(({ sourceId, targetId }): PlainEdge => [sourceId, targetId]);
  const pinned = new Map<string, Point>();
  if (mode.kind === 'near')
    return [{ key, ids: objectIds, edges, size: nodeSize, shape: shapeFor(objectIds, edges), pinned }];
  const clusters = scene.nodes.filter((node) => node.kind === 'cluster');
  const clusterOf = new Map(clusters.flatMap(({ id, memberIds }) => memberIds.map((memberId) => [memberId, id])));
  const between = all.edges.flatMap(([one, other]): readonly PlainEdge[] => {
    const [from, to] = [clusterOf.get(one), clusterOf.get(other)];
    return from === undefined || to === undefined || from === to ? [] : [[from, to]];
  });
  const unique = new Map(between.map((edge) => [edge.toSorted().join(' '), edge]));
  const outer: LayoutJob = {
    key,
    ids: clusters.map(({ id }) => id),
    edges: [...unique.values()],
    size: clusterSize,
    shape: 'ring',
    pinned,
  };
  const inner = clusters
    .filter(({ isOpen }) => isOpen)
    .map(({ id, memberIds }) => {
      const members = new Set(memberIds);
      const inside = all.edges.filter(([one, other]) => members.has(one) && members.has(other));
      return {
        key: `${key} ${id}`,
        ids: memberIds,
        edges: inside,
        size: nodeSize,
        shape: shapeFor(memberIds, inside),
        pinned,
      };
    });
  return [outer, ...inner];
}

/** All objects of the model with their places by hand: filters hide objects, and move none. */
export type AllPlaced = Omit<LayoutJob, 'key'>;

export function allPlaced(model: ProjectModel): AllPlaced {
  const ids = model.objects.map(({ id }) => id);
  const edges = [...model.tables.relationship.values()]
    .filter(
      ({ sourceObjectId, targetObjectId }) =>
        sourceObjectId !== targetObjectId &&
        model.objectIndexById.has(sourceObjectId) &&
        model.objectIndexById.has(targetObjectId),
    )
    .map(({ sourceObjectId, targetObjectId }): PlainEdge => [sourceObjectId, targetObjectId]);
  const pinned = new Map(model.objects.flatMap(({ id, layout }) => (layout === null ? [] : [[id, layout] as const])));
  return { ids, edges, size: nodeSize, shape: shapeFor(ids, edges), pinned };
}

/** Of a few everything is related, and of many so much that layers would be a line of single objects. */
function shapeFor(ids: readonly string[], edges: readonly PlainEdge[]): LayoutJob['shape'] {
  const isDense = ids.length > denseNodesMin && edges.length > ids.length * denseEdgesPerNode;
  return isDense ? 'columns' : 'layered';
}

const denseNodesMin = 20;
const denseEdgesPerNode = 3;

export function stageSpots(
  projectId: string,
  mode: SystemMode,
  { nodes }: SystemScene,
  placesByKey: ReadonlyMap<string, Places>,
): ReadonlyMap<string, Spot> | undefined {
  const key = arrangementKey(projectId, mode);
  const places = placesByKey.get(key);
  if (places === undefined) return undefined;
  if (mode.kind === 'clusters') return clusterSpots(key, nodes, placesByKey);
  const spots = new Map<string, Spot>();
  for (const { id } of nodes) {
    const at = places.get(id);
    if (at !== undefined) spots.set(id, { ...nodeSize, at, parentId: null, key, kept: at });
  }
  return spots;
}

function clusterSpots(
  key: string,
  nodes: readonly SceneNode[],
  placesByKey: ReadonlyMap<string, Places>,
): ReadonlyMap<string, Spot> {
  const outer = placesByKey.get(key) ?? new Map<string, Point>();
  const closed = new Map([...outer].map(([id, at]): [string, Box] => [id, { ...at, ...clusterSize }]));
  const insides = new Map<string, { readonly places: Places; readonly box: Box }>();
  for (const node of nodes) {
    if (node.kind !== 'cluster' || !node.isOpen) continue;
    const places = placesByKey.get(`${key} ${node.id}`);
    if (places === undefined) continue;
    const box = boundsOf(
      node.memberIds.flatMap((id) => {
        const at = places.get(id);
        return at === undefined ? [] : [{ ...at, ...nodeSize }];
      }),
    );
    if (box !== undefined) insides.set(node.id, { places, box });
  }
  const openSizes = new Map([...insides].map(([id, { box }]) => [id, openSize(box)]));
  const moved = makeRoom(closed, openSizes);
  const spots = new Map<string, Spot>();
  for (const node of nodes) {
    if (node.kind === 'cluster') {
      const at = moved.get(node.id);
      const kept = outer.get(node.id);
      const size = openSizes.get(node.id) ?? clusterSize;
      if (at !== undefined && kept !== undefined) spots.set(node.id, { ...size, at, parentId: null, key, kept });
      continue;
    }
    const inside = node.clusterId === null ? undefined : insides.get(node.clusterId);
    const kept = inside?.places.get(node.id);
    if (inside === undefined || kept === undefined) continue;
    const at = {
      x: kept.x - inside.box.x + clusterPadding,
      y: kept.y - inside.box.y + clusterHeadHeight + clusterPadding / 2,
    };
    spots.set(node.id, { ...nodeSize, at, parentId: node.clusterId, key: `${key} ${node.clusterId ?? ''}`, kept });
  }
  return spots;
}

function openSize({ width, height }: Size): Size {
  return {
    width: Math.max(clusterSize.width, width + clusterPadding * 2),
    height: Math.max(clusterSize.height, height + clusterHeadHeight + clusterPadding * 1.5),
  };
}

/** Where nodes are on the canvas, whatever they are in. */
export function boxesOf(spots: ReadonlyMap<string, Spot>): ReadonlyMap<string, Box> {
  return new Map(
    [...spots].map(([id, { at, parentId, width, height }]) => {
      const parent = parentId === null ? undefined : spots.get(parentId)?.at;
      return [id, { x: at.x + (parent?.x ?? 0), y: at.y + (parent?.y ?? 0), width, height }];
    }),
  );
}
