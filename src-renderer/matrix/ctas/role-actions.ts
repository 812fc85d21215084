import type { ProjectRoleRecord } from '#shared/matrix/cta-entities.ts';
import { patchEdit } from '#shared/matrix/model-edits.ts';
import { rankAt } from '#shared/matrix/new-records.ts';

import { editProject, getProjectModel } from '../use-project.ts';

/** To where another one stands. */
export function moveRoleTo(projectId: string, movedId: string, target: ProjectRoleRecord): void {
  const { roles } = getProjectModel(projectId);
  const from = roles.findIndex(({ id }) => id === movedId);
  const to = roles.findIndex(({ id }) => id === target.id);
  if (from === -1 || to === -1 || from === to) return;
  moveRole(projectId, movedId, to - from);
}

/** By so many places; beyond the ends it stays at the end. */
export function moveRole(projectId: string, roleId: string, by: number): void {
  const { roles } = getProjectModel(projectId);
  const from = roles.findIndex(({ id }) => id === roleId);
  const role = roles[from];
  if (role === undefined) return;
  const others = roles.filter(({ id }) => id !== roleId);
  const to = Math.max(0, Math.min(others.length, from + by));
  if (to === from) return;
  const edits = [patchEdit('projectRole', roleId, { rank: rankAt(others, to) })];
  void editProject(projectId, edits, { label: `Move ${role.name}` });
}
