import { useMemo, useState } from 'react';

import { bendAround } from '#shared/matrix/system/bend-around.ts';
import type { Box } from '#shared/matrix/system/system-geometry.ts';

import type { MatrixScope } from '../nested-matrix/matrix-actions.ts';
import { usePresenceCursors } from '../../presence/presence.ts';
import { createFlowBuilder } from './system-flow.ts';
import type { Flow } from './system-flow.ts';
import { useSystemStore } from './system-store.ts';
import type { SystemStage } from './use-system-stage.ts';

/** What the canvas draws, of what is on stage, chosen, dragged, and of where the others are. */
export function useSystemFlow(scope: MatrixScope, stage: SystemStage, boxes: ReadonlyMap<string, Box>): Flow {
  const { project, model, mayEdit } = scope;
  const { scene, spots, hops } = stage;
  const selectedIds = useSystemStore((state) => state.selectedIds);
  const edgeId = useSystemStore((state) => state.edgeId);
  const dragged = useSystemStore((state) => state.dragged);
  const others = usePresenceCursors({ kind: 'project', id: project.id }, 'system');
  const [build] = useState(createFlowBuilder);
  const lanes = useMemo(() => bendAround(scene.edges, objectBoxes(scene, boxes)), [scene, boxes]);
  const paint = project.settings.palette.object;
  return useMemo(
    () =>
      build({
        model,
        nodes: scene.nodes,
        edges: scene.edges,
        spots: spots ?? new Map(),
        lanes,
        dragged,
        selectedIds,
        edgeId,
        hops,
        others,
        paint,
        mayEdit: (objectId) => mayEdit('relationships', [objectId]),
      }),
    [build, model, scene, spots, lanes, dragged, selectedIds, edgeId, hops, others, paint, mayEdit],
  );
}

/** Edges within a cluster run over its ground, and around the objects in it. */
function objectBoxes({ nodes }: SystemStage['scene'], boxes: ReadonlyMap<string, Box>): ReadonlyMap<string, Box> {
  return new Map(
    nodes.flatMap(({ id, kind }) => {
      const box = kind === 'object' ? boxes.get(id) : undefined;
      return box === undefined ? [] : [[id, box] as const];
    }),
  );
}
