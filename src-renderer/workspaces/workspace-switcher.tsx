import { Menu } from '@mantine/core';
import { Check, ChevronDown, History, Pencil, Plus, Trash2, Users } from 'lucide-react';

import { personalAccountId } from '#shared/base/account-id.ts';
import type { WorkspaceRecord } from '#shared/workspaces/workspace-entities.ts';

import { goTo, workspacePath } from './paths.ts';
import { useAppInfo } from './use-app-info.ts';
import { useWorkspaces } from './use-workspaces.ts';
import { openWorkspaceDialog } from './workspace-store.ts';

export type WorkspaceSwitcherProps = { readonly workspaceId: string };

export function WorkspaceSwitcher({ workspaceId }: WorkspaceSwitcherProps) {
  const { workspaces } = useWorkspaces();
  const { accountId } = useAppInfo();
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
        <Menu.Item leftSection={<Plus size={14} aria-hidden />} onClick={() => openWorkspaceDialog('create')}>
          New workspace…
        </Menu.Item>
        <Menu.Item leftSection={<Pencil size={14} aria-hidden />} onClick={() => openWorkspaceDialog('rename')}>
          Rename this workspace…
        </Menu.Item>
        {accountId === personalAccountId ? null : (
          <Menu.Item leftSection={<Users size={14} aria-hidden />} onClick={() => openWorkspaceDialog('share')}>
            Share this workspace…
          </Menu.Item>
        )}
        <Menu.Item leftSection={<History size={14} aria-hidden />} onClick={() => openWorkspaceDialog('history')}>
          History of this workspace…
        </Menu.Item>
        <Menu.Item
          data-danger
          leftSection={<Trash2 size={14} aria-hidden />}
          onClick={() => openWorkspaceDialog('delete')}
        >
          Delete this workspace…
        </Menu.Item>
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
