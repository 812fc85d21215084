import { createContext } from 'react';

import type { Point } from '#shared/matrix/system/system-geometry.ts';

import type { MatrixScope } from '../nested-matrix/matrix-actions.ts';

export type SystemCanvasContext = {
  readonly scope: MatrixScope;
  readonly add: (name: string, at: Point) => void;
};

/** What nodes on the canvas need beside their own data. */
export const SystemContext = createContext<SystemCanvasContext | undefined>(undefined);
