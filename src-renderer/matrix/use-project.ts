import { useMemo, useSyncExternalStore } from 'react';

import { projectEntity, projectMembershipEntity } from '#shared/matrix/project-entities.ts';
import type { MembershipRole, ProjectRecord } from '#shared/matrix/project-entities.ts';
import { accessLevel, projectAccess } from '#shared/matrix/access-rules.ts';
import type { ProjectAccess } from '#shared/matrix/access-rules.ts';
import type { Artifact } from '#shared/matrix/project-settings.ts';
import { membershipId } from '#shared/matrix/matrix-keys.ts';
import type { ModelEdit } from '#shared/matrix/model-edits.ts';

import { useRecords } from '../live/use-records.ts';
import { client, core } from '../rpc/client.ts';
import { holdWindowLock } from '../rpc/window-lock.ts';
import { attempt, showFailure } from '../workspaces/tell-failure.ts';
import { useAppInfo } from '../workspaces/use-app-info.ts';
import { createProjectSource } from './project-source.ts';
import type { EditOptions, ProjectSource, ProjectState } from './project-source.ts';

const sources = new Map<string, ProjectSource>();
let isLockHeld = false;

/** Shared by all that look at the project: see project-source.ts. */
export function projectSource(projectId: string): ProjectSource {
  const found = sources.get(projectId);
  if (found !== undefined) return found;
  if (!isLockHeld) holdWindowLock(core);
  isLockHeld = true;
  const onEnd = (): void => void sources.delete(projectId);
  const source = createProjectSource({ client, connection: core, onEnd, onRefused: showFailure }, projectId);
  sources.set(projectId, source);
  return source;
}

/** The core is there again, with this page's account open. */
export function sendUnsentEdits(): void {
  for (const source of sources.values()) void source.sendUnsent(); // It never rejects.
}

/** The project's model, which stays true: whoever edits it, in this window or another, it changes here. */
export function useProjectModel(projectId: string): ProjectState {
  const source = useMemo(() => projectSource(projectId), [projectId]);
  return useSyncExternalStore(source.subscribe, source.getSnapshot);
}

/** The model as it is on screen now, for what happens on a key or a click. */
export function getProjectModel(projectId: string): ProjectState['model'] {
  return projectSource(projectId).getSnapshot().model;
}

/** Carries edits out, on screen in this frame. Answers whether they were kept; a refusal is told as a toast. */
export async function editProject(
  projectId: string,
  edits: readonly ModelEdit[],
  options: EditOptions = {},
): Promise<boolean> {
  return (
    (await attempt(
      projectSource(projectId)
        .edit(edits, options)
        .then(() => true),
    )) ?? false
  );
}

export type Projects = { readonly projects: readonly ProjectRecord[]; readonly isLoading: boolean };

export function useProjects(workspaceId: string): Projects {
  const { records, isLoading } = useRecords(projectEntity, {
    where: { workspaceId },
    order: [{ field: 'name', direction: 'up' }],
  });
  return { projects: records, isLoading };
}

/** Whether this person may edit an artifact of the project, there where it hangs on these objects. */
export function useMayEdit(project: ProjectRecord): (artifact: Artifact, objectIds?: readonly string[]) => boolean {
  const access = useProjectAccess(project);
  return useMemo(
    () => (artifact, objectIds) => access !== null && accessLevel(access, artifact, objectIds) === 'edit',
    [access],
  );
}

/** This person's role in the project; null for none. */
export function useProjectRole(project: ProjectRecord): MembershipRole | null {
  return useProjectAccess(project)?.role ?? null;
}

function useProjectAccess(project: ProjectRecord): ProjectAccess | null {
  const { userId } = useAppInfo();
  const { records } = useRecords(projectMembershipEntity, { where: { projectId: project.id } });
  const membership = records.find(({ id }) => id === membershipId(project.id, userId));
  return useMemo(() => projectAccess(project, membership, userId), [project, membership, userId]);
}
