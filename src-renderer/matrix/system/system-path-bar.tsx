import { edgeLabel } from '#shared/matrix/system/system-words.ts';

import type { MatrixScope } from '../nested-matrix/matrix-actions.ts';
import type { PathEnds } from '../nested-matrix/matrix-store.ts';
import { PathBar } from '../path-bar.tsx';
import { changeSystem, chooseEdge } from './system-store.ts';
import type { SystemStage } from './use-system-stage.ts';
import { showObject } from './use-system-subject.ts';

export type SystemPathBarProps = {
  readonly scope: MatrixScope;
  readonly stage: SystemStage;
  readonly path: PathEnds;
};

/** The path between two objects in the picture, in strong lines: a hop leads to its edge. */
export function SystemPathBar({ scope, stage, path }: SystemPathBarProps) {
  return (
    <PathBar
      model={scope.model}
      path={path}
      hops={stage.hops}
      labelOf={({ relationship }) => edgeLabel(relationship)}
      onPath={(next) => changeSystem({ path: next })}
      onHop={({ fromId, relationship }) => {
        showObject(stage, fromId);
        chooseEdge(relationship.id);
        changeSystem({ isInspecting: true });
      }}
    />
  );
}
