import { useMemo } from 'react';

import { findPath } from '#shared/matrix/object-path.ts';
import type { Hop } from '#shared/matrix/object-path.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';
import { clusterObjects } from '#shared/matrix/system/system-clusters.ts';
import type { Clusters } from '#shared/matrix/system/system-clusters.ts';
import { systemScene, usualMode } from '#shared/matrix/system/system-scene.ts';

import { usePlaces } from './system-arrangements.ts';
import { allPlaced, stageJobs, stageSpots } from './system-stage.ts';
import type { Stage } from './system-stage.ts';
import { useSystemStore } from './system-store.ts';

export type SystemStage = Stage & {
  readonly clusters: Clusters | undefined;
  /** Of the path that is looked for; undefined where none is, or none leads there. */
  readonly hops: readonly Hop[] | undefined;
};

/** What of the model is on screen, and where. */
export function useSystemStage(projectId: string, model: ProjectModel): SystemStage {
  const chosenMode = useSystemStore((state) => state.mode);
  const filter = useSystemStore((state) => state.filter);
  const openIds = useSystemStore((state) => state.openClusterIds);
  const selectedIds = useSystemStore((state) => state.selectedIds);
  const path = useSystemStore((state) => state.path);
  const isGone = chosenMode?.kind === 'near' && !model.objectIndexById.has(chosenMode.objectId);
  const mode = chosenMode === null || isGone ? usualMode(model) : chosenMode;
  const groupCount = useSystemStore((state) => state.groupCount);
  const needsClusters = mode.kind === 'clusters';
  const clusters = useMemo(
    () => (needsClusters ? clustersOf(projectId, model, groupCount) : undefined),
    [needsClusters, projectId, model, groupCount],
  );
  const hops = useMemo(
    () =>
      path === null || path.fromId === null || path.toId === null ? undefined : findPath(model, path.fromId, path.toId),
    [path, model],
  );
  // What is on the path is shown one by one.
  const openClusterIds = useMemo(() => {
    const more = (hops ?? []).flatMap(({ fromId, toId }) =>
      [fromId, toId].flatMap((id) => clusters?.clusterIdByObject.get(id) ?? []),
    );
    return more.length === 0 ? openIds : new Set([...openIds, ...more]);
  }, [hops, openIds, clusters]);
  const chosenIds = useMemo(
    () =>
      hops === undefined ? selectedIds : new Set([...selectedIds, ...hops.flatMap((hop) => [hop.fromId, hop.toId])]),
    [selectedIds, hops],
  );
  const wanted = useMemo(
    () => systemScene(model, { mode, filter, clusters, openClusterIds, chosenIds }),
    [model, mode, filter, clusters, openClusterIds, chosenIds],
  );
  const all = useMemo(() => allPlaced(model), [model]);
  const jobs = useMemo(() => stageJobs(projectId, mode, wanted, all), [projectId, mode, wanted, all]);
  const placesByKey = usePlaces(jobs);
  const spots = useMemo(() => stageSpots(projectId, mode, wanted, placesByKey), [projectId, mode, wanted, placesByKey]);
  return { scene: wanted, mode, spots, clusters, hops };
}

type Grouped = { readonly model: ProjectModel; readonly groupCount: number; readonly clusters: Clusters };
const groupedByProject = new Map<string, Grouped>();

/** The clusters of a project stay for as long as the program runs; a larger `groupCount` makes them anew. */
function clustersOf(projectId: string, model: ProjectModel, groupCount: number): Clusters {
  const last = groupedByProject.get(projectId);
  const isKept = last !== undefined && groupCount <= last.groupCount;
  const { object, relationship } = model.tables;
  if (isKept && last.model.tables.object === object && last.model.tables.relationship === relationship)
    return last.clusters;
  const clusters = clusterObjects(model, isKept ? last.clusters : undefined);
  groupedByProject.set(projectId, { model, groupCount, clusters });
  return clusters;
}
