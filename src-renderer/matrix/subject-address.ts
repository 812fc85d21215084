/*
 * What a view is to show at once when it is opened, in its address: `…/matrix?subject=object:0192…`. A pair's id holds a colon, a
 * cell's a ">", so only the first colon parts kind and id.
 */
import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import { subjectKinds } from '#shared/matrix/question-entities.ts';
import type { SubjectKind } from '#shared/matrix/question-entities.ts';

import { projectPath } from '../workspaces/paths.ts';

export type ViewSubject = { readonly kind: SubjectKind; readonly id: string };

type Place = Pick<ProjectRecord, 'id' | 'workspaceId'>;

/** The address of a view of the project, at a subject. */
export function subjectPath(project: Place, viewId: string, { kind, id }: ViewSubject): string {
  return `${projectPath(project.workspaceId, project.id, viewId)}?subject=${encodeURIComponent(`${kind}:${id}`)}`;
}

/** Undefined where the address names none, or what it names is no kind of thing. */
export function parseSubject(given: string | null): ViewSubject | undefined {
  const parts = /^([a-z]+):(.+)$/.exec(given ?? '');
  const kind = subjectKinds.find((known) => known === parts?.[1]);
  const id = parts?.[2];
  return kind === undefined || id === undefined ? undefined : { kind, id };
}
