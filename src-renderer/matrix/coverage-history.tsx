import type { ProjectRecord } from '#shared/matrix/matrix-entities.ts';

export function CoverageHistory({ project: _project }: { readonly project: ProjectRecord }) {
  return null;
}
