/*
 * What of a model the system model shows: all objects, one object and those around it, or clusters of which some are open. Pure, so
 * that the window, a picture and a test see the same.
 */
import { cellRelationship } from '../cells/cell-state.ts';
import type { ObjectRecord, RelationshipRecord } from '../object-entities.ts';
import type { ProjectModel } from '../project-model.ts';
import type { Clusters } from './system-clusters.ts';
import { neighbourhoodOf } from './system-neighbourhood.ts';

export type SystemMode =
  | { readonly kind: 'whole' }
  | { readonly kind: 'near'; readonly objectId: string; readonly hops: number }
  | { readonly kind: 'clusters' };

/** Above it the clusters are shown first. */
export const wholeObjectsMax = 60;
/** Above it only the relationships of chosen objects are drawn: thousands of lines say nothing, and make moving about slow. */
export const edgesMax = 300;

export const relationshipStates = ['complete', 'incomplete', 'contested'] as const;
export type RelationshipState = (typeof relationshipStates)[number];

export type SystemFilter = {
  /** Empty for all. */
  readonly types: readonly string[];
  readonly phases: readonly string[];
  /** Only relationships in this state, and the objects at their ends. */
  readonly state: RelationshipState | null;
};

export const showsAll: SystemFilter = { types: [], phases: [], state: null };

export type SceneNode =
  | {
      readonly kind: 'object';
      readonly id: string;
      readonly object: ObjectRecord;
      /** The open cluster that it is drawn in. */
      readonly clusterId: string | null;
    }
  | {
      readonly kind: 'cluster';
      readonly id: string;
      readonly name: string;
      /** Those that the filter leaves. */
      readonly memberIds: readonly string[];
      readonly isOpen: boolean;
    };

export type SceneEdge =
  | {
      readonly kind: 'relationship';
      readonly id: string;
      readonly sourceId: string;
      readonly targetId: string;
      readonly relationship: RelationshipRecord;
      /** Several relationships of one pair lie side by side. */
      readonly lane: number;
    }
  /** Relationships between what is not drawn one by one. */
  | {
      readonly kind: 'bundle';
      readonly id: string;
      readonly sourceId: string;
      readonly targetId: string;
      readonly count: number;
    };

export type SystemScene = {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
  /** Relationships of what is shown that are not drawn, because they are too many. */
  readonly hiddenEdgeCount: number;
  /** Objects that the filter, or the limit of a neighbourhood, leaves out. */
  readonly leftOutCount: number;
};

export type SceneQuery = {
  readonly mode: SystemMode;
  readonly filter: SystemFilter;
  /** Needed for clusters only. */
  readonly clusters?: Clusters | undefined;
  readonly openClusterIds?: ReadonlySet<string> | undefined;
  /** Whose relationships are drawn even where there are too many for all. */
  readonly chosenIds?: ReadonlySet<string> | undefined;
};

const wholeMode: SystemMode = { kind: 'whole' };
const clusterMode: SystemMode = { kind: 'clusters' };

/** The same value each time for the same answer. */
export function usualMode(model: ProjectModel): SystemMode {
  return model.objects.length > wholeObjectsMax ? clusterMode : wholeMode;
}

export function systemScene(model: ProjectModel, query: SceneQuery): SystemScene {
  const { mode, filter } = query;
  const relationships = [...model.tables.relationship.values()].filter(
    (relationship) => filter.state === null || stateOf(model, relationship) === filter.state,
  );
  const near = mode.kind === 'near' ? neighbourhoodOf(model, mode.objectId, mode.hops) : undefined;
  const touched = filter.state === null ? undefined : endsOf(relationships);
  const objects = model.objects.filter(
    ({ id, objectType, phase }) =>
      (near === undefined || near.distanceById.has(id)) &&
      (filter.types.length === 0 || filter.types.includes(objectType)) &&
      (filter.phases.length === 0 || filter.phases.includes(phase)) &&
      (touched === undefined || touched.has(id)),
  );
  const inReach = near === undefined ? model.objects.length : near.distanceById.size;
  const leftOutCount = inReach - objects.length + (near?.leftOutCount ?? 0);
  const drawn = mode.kind === 'clusters' ? clusterNodes(objects, query) : plainNodes(objects);
  return { ...drawEdges(relationships, drawn.nodeIdByObject, query), nodes: drawn.nodes, leftOutCount };
}

export function stateOf(model: ProjectModel, relationship: RelationshipRecord): RelationshipState {
  if (model.openQuestionsBySubject.has(relationship.id)) return 'contested';
  const isTold = (['source', 'target'] as const).every(
    (side) => cellRelationship(relationship, side).missing.length === 0,
  );
  return isTold ? 'complete' : 'incomplete';
}

type DrawnNodes = { readonly nodes: readonly SceneNode[]; readonly nodeIdByObject: ReadonlyMap<string, string> };

function plainNodes(objects: readonly ObjectRecord[]): DrawnNodes {
  return {
    nodes: objects.map((object) => ({ kind: 'object', id: object.id, object, clusterId: null })),
    nodeIdByObject: new Map(objects.map(({ id }) => [id, id])),
  };
}

function clusterNodes(objects: readonly ObjectRecord[], { clusters, openClusterIds }: SceneQuery): DrawnNodes {
  const objectsById = new Map(objects.map((object) => [object.id, object]));
  const nodes: SceneNode[] = [];
  const nodeIdByObject = new Map<string, string>();
  for (const { id, name, memberIds: allIds } of clusters?.list ?? []) {
    const memberIds = allIds.filter((memberId) => objectsById.has(memberId));
    if (memberIds.length === 0) continue;
    const isOpen = openClusterIds?.has(id) ?? false;
    nodes.push({ kind: 'cluster', id, name, memberIds, isOpen });
    for (const memberId of memberIds) {
      nodeIdByObject.set(memberId, isOpen ? memberId : id);
      const object = objectsById.get(memberId);
      if (isOpen && object !== undefined) nodes.push({ kind: 'object', id: memberId, object, clusterId: id });
    }
  }
  return { nodes, nodeIdByObject };
}

/**
 * Within a cluster that is open, and of what is chosen, the relationships themselves; between clusters one line with their number.
 */
function drawEdges(
  relationships: readonly RelationshipRecord[],
  nodeIdByObject: ReadonlyMap<string, string>,
  { chosenIds, clusters, mode }: SceneQuery,
): Pick<SystemScene, 'edges' | 'hiddenEdgeCount'> {
  const bundles = new Map<string, { readonly ids: readonly [string, string]; count: number }>();
  const single: RelationshipRecord[] = [];
  const clusterOf = (objectId: string): string =>
    (mode.kind === 'clusters' ? clusters?.clusterIdByObject.get(objectId) : undefined) ?? '';
  for (const relationship of relationships) {
    const { sourceObjectId, targetObjectId } = relationship;
    let source = nodeIdByObject.get(sourceObjectId);
    let target = nodeIdByObject.get(targetObjectId);
    if (source === undefined || target === undefined) continue;
    const [from, to] = [clusterOf(sourceObjectId), clusterOf(targetObjectId)];
    const isChosen = chosenIds?.has(sourceObjectId) === true || chosenIds?.has(targetObjectId) === true;
    if (from !== to && !isChosen) [source, target] = [from, to];
    if (source === sourceObjectId && target === targetObjectId) {
      single.push(relationship);
      continue;
    }
    if (source === target) continue; // Inside a cluster that is closed.
    const ids = source < target ? ([source, target] as const) : ([target, source] as const);
    const key = ids.join(' ');
    const bundle = bundles.get(key);
    if (bundle === undefined) bundles.set(key, { ids, count: 1 });
    else bundle.count += 1;
  }
  const shown =
    single.length <= edgesMax
      ? single
      : single
          .filter(
            (edge) => chosenIds?.has(edge.sourceObjectId) === true || chosenIds?.has(edge.targetObjectId) === true,
          )
          .slice(0, edgesMax);
  const edges: SceneEdge[] = [...bundles].map(([key, { ids, count }]) => ({
    kind: 'bundle',
    id: `bundle:${key}`,
    sourceId: ids[0],
    targetId: ids[1],
    count,
  }));
  return { edges: [...edges, ...inLanes(shown)], hiddenEdgeCount: single.length - shown.length };
}

/** Gives each relationship of a pair a lane of its own; one alone runs straight. */
export function inLanes(relationships: readonly RelationshipRecord[]): readonly SceneEdge[] {
  const byPair = new Map<string, RelationshipRecord[]>();
  for (const relationship of relationships) {
    const { sourceObjectId: source, targetObjectId: target } = relationship;
    const key = source < target ? `${source} ${target}` : `${target} ${source}`;
    const ofPair = byPair.get(key);
    if (ofPair === undefined) byPair.set(key, [relationship]);
    else ofPair.push(relationship);
  }
  return [...byPair.values()].flatMap((ofPair) =>
    ofPair.map((relationship, index) => {
      const { id, sourceObjectId: sourceId, targetObjectId: targetId } = relationship;
      const lane = index - (ofPair.length - 1) / 2;
      // What runs the other way round bends the other way: else two opposite ones would lie on each other.
      return { kind: 'relationship', id, sourceId, targetId, relationship, lane: sourceId < targetId ? lane : -lane };
    }),
  );
}

function endsOf(relationships: readonly RelationshipRecord[]): ReadonlySet<string> {
  return new Set(relationships.flatMap(({ sourceObjectId, targetObjectId }) => [sourceObjectId, targetObjectId]));
}
