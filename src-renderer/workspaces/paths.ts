/*
 * The addresses of the program's pages. They are hash routes: the page is served from a port or from app://, where only the
 * part after `#` is ours.
 */
export function workspacePath(workspaceId: string): string {
  return `/workspaces/${workspaceId}`;
}

export function functionPath(workspaceId: string, functionId: string): string {
  return `/workspaces/${workspaceId}/functions/${functionId}`;
}

export function runsPath(workspaceId: string): string {
  return `/workspaces/${workspaceId}/runs`;
}

export function settingsPath(workspaceId: string): string {
  return `/workspaces/${workspaceId}/settings`;
}

export function projectsPath(workspaceId: string): string {
  return `/workspaces/${workspaceId}/projects`;
}

/** Of the open account, from `personal`. */
export const bringOverPath = '/bring-over';

/** `view` is the id of one of the project's views (matrix/project-views.ts). */
export function projectPath(workspaceId: string, projectId: string, view: string): string {
  return `/workspaces/${workspaceId}/projects/${projectId}/${view}`;
}

/** Of the server of the open account: it belongs to no workspace. `section` is one of access/administration-sections.ts. */
export function administrationPath(section: string): string {
  return `/administration/${section}`;
}

/** How the open account stands with its server. */
export const syncPath = '/synchronisation';

/** Goes to a page from anywhere; the router follows the address. */
export function goTo(path: string): void {
  window.location.hash = path;
}
