import { loadAhead } from '../ui/load-ahead.tsx';

/** The page of one project, read while the list of projects is on screen. */
export const LoadedProjectPage = loadAhead(async () => (await import('./project-page.tsx')).ProjectPage);
