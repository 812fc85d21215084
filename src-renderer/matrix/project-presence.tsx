import type { ProjectRecord } from '#shared/matrix/project-entities.ts';
import type { PresencePlace, PresenceRoom, UserSession } from '#shared/presence/presence-api.ts';

import { PresenceFollowing, PresencePeople } from '../presence/presence-people.tsx';
import { projectPath } from '../workspaces/paths.ts';
import { projectViews } from './project-views.ts';

export function ProjectPeople({ project }: { readonly project: ProjectRecord }) {
  return <PresencePeople room={roomOf(project)} place="project" whereText={whereText} />;
}

export function ProjectFollowing({ project }: { readonly project: ProjectRecord }) {
  return <PresenceFollowing room={roomOf(project)} addressOf={(place) => addressOf(project, place)} />;
}

function roomOf({ id }: Pick<ProjectRecord, 'id'>): PresenceRoom {
  return { kind: 'project', id };
}

/** Only to a view that there is: what others say is nothing to build an address from. */
function addressOf({ workspaceId, id }: ProjectRecord, place: PresencePlace): string | null {
  if (!projectViews.some((view) => view.id === place.view)) return null;
  const view = projectPath(workspaceId, id, place.view);
  if (place.kind === null || place.id === null) return view;
  return `${view}?subject=${encodeURIComponent(`${place.kind}:${place.id}`)}`;
}

function whereText({ cursorPosition, activeEditing }: UserSession): string {
  const view = projectViews.find(({ id }) => id === cursorPosition?.view);
  const where = view === undefined ? '' : `in ${view.label}`;
  return activeEditing === null ? where : `${where}, editing`;
}
