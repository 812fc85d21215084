import { workspaceEntity } from '#shared/workspaces/workspace-entities.ts';
import type { WorkspaceRecord } from '#shared/workspaces/workspace-entities.ts';

import { client } from '../rpc/client.ts';
import { showDone } from '../ui/toasts.tsx';
import { keptText } from './history-texts.ts';
import { goTo, workspacePath } from './paths.ts';
import { attempt } from './tell-failure.ts';
import { undoLast } from './undo-actions.ts';
import { closeWorkspaceDialog } from './workspace-store.ts';

export async function createWorkspace(name: string, description: string): Promise<void> {
  const made = await attempt(client.workspaces.create({ name: name.trim(), description: description.trim() }));
  if (made === undefined) return;
  closeWorkspaceDialog();
  goTo(workspacePath(made.id));
}

export async function renameWorkspace(workspace: WorkspaceRecord, name: string, description: string): Promise<void> {
  const patch = { name: name.trim(), description: description.trim() };
  const label = `Rename ${workspace.name}`;
  const done = await attempt(client.records.patch({ entity: workspaceEntity.name, id: workspace.id, patch, label }));
  if (done !== undefined) closeWorkspaceDialog();
}

/** Sets how long the workspace keeps its history; the core deletes what is older. */
export async function keepHistory(workspace: WorkspaceRecord, historyDays: number | null): Promise<void> {
  const done = await attempt(client.workspaces.keepHistory({ workspaceId: workspace.id, historyDays }));
  if (done === undefined) return;
  closeWorkspaceDialog();
  showDone(`The history of ${workspace.name} is kept ${keptText(historyDays)}`);
}

export async function deleteWorkspace(workspace: WorkspaceRecord, next: WorkspaceRecord): Promise<void> {
  const label = `Delete ${workspace.name}`;
  const done = await attempt(client.records.remove({ entity: workspaceEntity.name, id: workspace.id, label }));
  if (done === undefined) return;
  closeWorkspaceDialog();
  goTo(workspacePath(next.id));
  showDone(`${workspace.name} was deleted`, { label: 'Undo', run: () => void undoLast() });
}
