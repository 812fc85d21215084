import { idFromKey } from '#shared/base/id.ts';
import type { RecordOf } from '#shared/schema/entity.ts';
import type { UserRecord } from '#shared/tenancy/tenancy-entities.ts';
import { workspaceEntity, workspaceMemberEntity } from '#shared/workspaces/workspace-entities.ts';
import type { WorkspaceRecord, WorkspaceRole } from '#shared/workspaces/workspace-entities.ts';

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

type Member = RecordOf<typeof workspaceMemberEntity>;

export async function addMember(
  workspace: WorkspaceRecord,
  { id: userId, name }: UserRecord,
  role: WorkspaceRole,
): Promise<void> {
  const { id: workspaceId, tenantId } = workspace;
  const draft = { id: idFromKey(workspaceMemberEntity.name, workspaceId, userId), tenantId, workspaceId, userId, role };
  const label = `Share ${workspace.name} with ${name}`;
  await attempt(client.records.create({ entity: workspaceMemberEntity.name, draft, label }));
}

export async function changeMember({ id }: Member, name: string, role: WorkspaceRole): Promise<void> {
  const label = `Change what ${name} may do`;
  await attempt(client.records.patch({ entity: workspaceMemberEntity.name, id, patch: { role }, label }));
}

export async function removeMember({ id }: Member, name: string): Promise<void> {
  const done = await attempt(
    client.records.remove({ entity: workspaceMemberEntity.name, id, label: `Remove ${name} from the workspace` }),
  );
  if (done !== undefined) showDone(`${name} is no member any more`, { label: 'Undo', run: () => void undoLast() });
}

export async function deleteWorkspace(workspace: WorkspaceRecord, next: WorkspaceRecord): Promise<void> {
  const label = `Delete ${workspace.name}`;
  const done = await attempt(client.records.remove({ entity: workspaceEntity.name, id: workspace.id, label }));
  if (done === undefined) return;
  closeWorkspaceDialog();
  goTo(workspacePath(next.id));
  showDone(`${workspace.name} was deleted`, { label: 'Undo', run: () => void undoLast() });
}
