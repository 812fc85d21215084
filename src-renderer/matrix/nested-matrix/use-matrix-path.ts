import { useMemo } from 'react';

import { findPath } from '#shared/matrix/object-path.ts';
import type { Hop } from '#shared/matrix/object-path.ts';

import type { MatrixScope } from './matrix-actions.ts';
import type { Spot } from './matrix-selection.ts';
import { useMatrixStore } from './matrix-store.ts';

const nowhere: readonly Spot[] = [];

/** The cells of the path that is looked for, in the order of its hops. */
export function useMatrixPath({ model, lines, isTransposed }: MatrixScope): readonly Spot[] {
  const path = useMatrixStore((state) => state.path);
  return useMemo(() => {
    if (path === null || path.fromId === null || path.toId === null) return nowhere;
    return (findPath(model, path.fromId, path.toId) ?? []).flatMap(
      (hop) => spotOfHop({ lines, isTransposed }, hop) ?? [],
    );
  }, [path, model, lines, isTransposed]);
}

export function spotOfHop(
  { lines, isTransposed }: Pick<MatrixScope, 'lines' | 'isTransposed'>,
  { fromId, toId }: Pick<Hop, 'fromId' | 'toId'>,
): Spot | undefined {
  const from = lines.lineById.get(fromId);
  const to = lines.lineById.get(toId);
  if (from === undefined || to === undefined) return undefined;
  return isTransposed ? { row: to, column: from } : { row: from, column: to };
}
