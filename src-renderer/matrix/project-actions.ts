import type { MembershipRole, ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { MembershipPermissions } from '#shared/matrix/project-settings.ts';

import { client } from '../rpc/client.ts';
import { showDone } from '../ui/toasts.tsx';
import { goTo, projectPath, projectsPath } from '../workspaces/paths.ts';
import { attempt } from '../workspaces/tell-failure.ts';
import { undoLast } from '../workspaces/undo-actions.ts';

export async function createProject(workspaceId: string, name: string, description: string): Promise<boolean> {
  const made = await attempt(client.projects.create({ workspaceId, name, description }));
  if (made !== undefined) goTo(projectPath(workspaceId, made.id, 'nouns'));
  return made !== undefined;
}

export async function createExampleProject(workspaceId: string): Promise<void> {
  const made = await attempt(client.projects.createExample({ workspaceId }));
  if (made !== undefined) goTo(projectPath(workspaceId, made.id, 'nouns'));
}

export async function deleteProject(project: ProjectRecord): Promise<void> {
  const done = await attempt(client.projects.remove({ projectId: project.id }));
  if (done === undefined) return;
  goTo(projectsPath(project.workspaceId));
  showDone(`${project.name} was deleted`, { label: 'Undo', run: () => void undoLast() });
}

export type ProjectChange = Omit<Parameters<typeof client.projects.change>[0], 'projectId'>;

export async function changeProject(project: ProjectRecord, change: ProjectChange): Promise<void> {
  await attempt(client.projects.change({ projectId: project.id, ...change }));
}

export async function setMember(
  project: ProjectRecord,
  userId: string,
  role: MembershipRole,
  permissions?: MembershipPermissions,
): Promise<void> {
  const member = { projectId: project.id, userId, role, ...(permissions === undefined ? {} : { permissions }) };
  await attempt(client.projects.setMember(member));
}

export async function removeMember(project: ProjectRecord, userId: string, name: string): Promise<void> {
  const done = await attempt(client.projects.removeMember({ projectId: project.id, userId }));
  if (done !== undefined) showDone(`${name} is out of the project`, { label: 'Undo', run: () => void undoLast() });
}
