import { Menu } from '@mantine/core';
import { Download, EllipsisVertical, Upload } from 'lucide-react';

import type { ProjectRecord } from '#shared/matrix/project-entities.ts';

import { IconButton } from '../../ui/icon-button.tsx';
import { openExchangeDialog } from './exchange-store.ts';

/** What can be done with the project as a whole, in its bar. */
export function ExchangeMenu({ project }: { readonly project: ProjectRecord }) {
  const { workspaceId, id: projectId } = project;
  return (
    <Menu position="bottom-end" width={220} returnFocus>
      <Menu.Target>
        <IconButton label="Import and export" icon={EllipsisVertical} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Upload size={15} aria-hidden />}
          onClick={() => openExchangeDialog({ kind: 'import', workspaceId, projectId })}
        >
          Import…
        </Menu.Item>
        <Menu.Item
          leftSection={<Download size={15} aria-hidden />}
          onClick={() => openExchangeDialog({ kind: 'export', workspaceId, projectId })}
        >
          Export…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
