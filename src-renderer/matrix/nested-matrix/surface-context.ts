import { createContext } from 'react';

import type { Surface } from './matrix-surface.ts';

export const SurfaceContext = createContext<Surface | undefined>(undefined);
