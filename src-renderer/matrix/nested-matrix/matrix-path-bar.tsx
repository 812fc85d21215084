import { useContext } from 'react';

import { findPath } from '#shared/matrix/object-path.ts';
import type { Hop } from '#shared/matrix/object-path.ts';

import type { MatrixScope } from './matrix-actions.ts';
import { selectAt } from './matrix-moves.ts';
import { changeMatrix } from './matrix-store.ts';
import type { PathEnds } from './matrix-store.ts';
import { PathBar } from '../path-bar.tsx';
import { SurfaceContext } from './surface-context.ts';
import { spotOfHop } from './use-matrix-path.ts';

export type MatrixPathBarProps = { readonly scope: MatrixScope; readonly path: PathEnds };

/** The path between two objects in the matrix: a hop leads to its cell. */
export function MatrixPathBar({ scope, path }: MatrixPathBarProps) {
  const { model } = scope;
  const surface = useContext(SurfaceContext);
  const hops = path.fromId === null || path.toId === null ? undefined : findPath(model, path.fromId, path.toId);
  return (
    <PathBar
      model={model}
      path={path}
      hops={hops}
      labelOf={labelOf}
      onPath={(next) => changeMatrix({ path: next })}
      onHop={(hop) => {
        const spot = spotOfHop(scope, hop);
        if (spot !== undefined) selectAt(scope, surface, spot);
      }}
    />
  );
}

function labelOf({ fromId, relationship }: Hop): string {
  const isForward = relationship.sourceObjectId === fromId;
  const said = isForward ? relationship.description : relationship.inverseLabel;
  if (said !== '') return said.length > 40 ? `${said.slice(0, 40)}…` : said;
  return isForward ? relationship.relationshipType.replaceAll('_', ' ') : 'is related to';
}
