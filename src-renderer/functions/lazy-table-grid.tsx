import { lazy } from 'react';

/** The grid is half of the page's program, and is read when there is a table. */
export const LazyTableGrid = lazy(async () => ({ default: (await import('./table-grid.tsx')).TableGrid }));
