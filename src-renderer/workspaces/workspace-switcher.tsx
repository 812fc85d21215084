import { Menu } from '@mantine/core';
import { Check, ChevronDown, FolderInput, History, Pencil, Plus, Trash2, Users } from 'lucide-react';

import { personalAccountId } from '#shared/base/account-id.ts';
import type { WorkspaceRecord } from '#shared/workspaces/workspace-entities.ts';

import { bringOverPath, goTo, workspacePath } from './paths.ts';
import { MenuItem } from '../ui/menu-item.tsx';
import { useAppInfo } from './use-app-info.ts';
import { useForbidden } from './use-forbidden.ts';
import { useWorkspaces } from './use-workspaces.ts';
import { openWorkspaceDialog } from './workspace-store.ts';

export type WorkspaceSwitcherProps = { readonly workspaceId: string };

export function WorkspaceSwitcher({ workspaceId }: WorkspaceSwitcherProps) {
  const { workspaces } = useWorkspaces();
  const { accountId } = useAppInfo();
  const noCreate = useForbidden('workspace:create');
  const noEdit = useForbidden('workspace:edit');
  const current = workspaces.find((workspace) => workspace.id === workspaceId);
  return (
    <Menu width={260}>
      <Menu.Target>
        <button
          type="button"
          className="workspace-switcher"
          aria-label={`Workspace ${current?.name ?? ''}, choose another`}
        >
          <span>{current?.name ?? ' '}</span>
          <ChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Workspaces</Menu.Label>
        {workspaces.map((workspace) => (
          <WorkspaceItem key={workspace.id} workspace={workspace} isCurrent={workspace.id === workspaceId} />
        ))}
        <Menu.Divider />
        <MenuItem icon={Plus} disabledReason={noCreate} onClick={() => openWorkspaceDialog('create')}>
          New workspace…
        </MenuItem>
        {accountId === personalAccountId ? null : (
          <MenuItem icon={FolderInput} onClick={() => goTo(bringOverPath)}>
            Bring over from personal…
          </MenuItem>
        )}
        <MenuItem icon={Pencil} disabledReason={noEdit} onClick={() => openWorkspaceDialog('rename')}>
          Rename this workspace…
        </MenuItem>
        {accountId === personalAccountId ? null : (
          <MenuItem icon={Users} onClick={() => openWorkspaceDialog('share')}>
            Share this workspace…
          </MenuItem>
        )}
        <MenuItem icon={History} onClick={() => openWorkspaceDialog('history')}>
          History of this workspace…
        </MenuItem>
        <MenuItem icon={Trash2} isDangerous disabledReason={noEdit} onClick={() => openWorkspaceDialog('delete')}>
          Delete this workspace…
        </MenuItem>
      </Menu.Dropdown>
    </Menu>
  );
}

type WorkspaceItemProps = { readonly workspace: WorkspaceRecord; readonly isCurrent: boolean };

function WorkspaceItem({ workspace, isCurrent }: WorkspaceItemProps) {
  return (
    <Menu.Item
      leftSection={isCurrent ? <Check size={14} aria-hidden /> : <span style={{ width: 14 }} />}
      aria-current={isCurrent || undefined}
      onClick={() => goTo(workspacePath(workspace.id))}
    >
      {workspace.name}
    </Menu.Item>
  );
}
