import { Menu } from '@mantine/core';
import { Ban, CirclePause, CirclePlay, Ellipsis, LogIn, Trash2 } from 'lucide-react';

import type { TenantView } from '#shared/tenancy/tenancy-server-api.ts';

import { client } from '../../rpc/client.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { attempt } from '../../workspaces/tell-failure.ts';
import { formatDay } from '../format-moment.ts';
import type { Viewer } from '../viewer.ts';
import type { TenantTask } from './tenant-dialogs.tsx';

export type TenantRowProps = {
  readonly viewer: Viewer;
  readonly tenant: TenantView;
  readonly onTask: (task: TenantTask) => void;
  readonly onDone: () => void;
};

const states = {
  active: { look: 'chip-ok', label: 'Open' },
  suspended: { look: 'chip-warn', label: 'Suspended' },
  cancelled: { look: 'chip-err', label: 'Cancelled' },
} as const;

export function TenantRow({ viewer: { me }, tenant, onTask, onDone }: TenantRowProps) {
  const { id, name, slug, status, users, createdAt } = tenant;
  const isHere = id === me.tenant.id;
  const { look, label } = states[status];
  return (
    <tr>
      <td>
        <span className="admin-name">
          {name}
          {isHere ? <span className="chip">you are here</span> : null}
          {id === me.homeTenantId ? <span className="chip">your home</span> : null}
        </span>
      </td>
      <td className="mono">{slug}</td>
      <td>
        <span className={`chip ${look}`}>{label}</span>
      </td>
      <td className="admin-number">{users}</td>
      <td className="num">{formatDay(createdAt)}</td>
      <td className="admin-actions">
        {isHere || id === me.homeTenantId ? null : <TenantMenu tenant={tenant} onTask={onTask} onDone={onDone} />}
      </td>
    </tr>
  );
}

/** What may be done with an organisation. Suspending can be taken back, and is done at once. */
function TenantMenu({ tenant, onTask, onDone }: Pick<TenantRowProps, 'tenant' | 'onTask' | 'onDone'>) {
  const { name, status } = tenant;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={`Actions for ${name}`} icon={Ellipsis} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<LogIn size={14} aria-hidden />} onClick={() => onTask({ kind: 'act-in', tenant })}>
          Act in it…
        </Menu.Item>
        {status === 'active' ? null : (
          <Menu.Item
            leftSection={<CirclePlay size={14} aria-hidden />}
            onClick={() => void setStatus(tenant, 'active', onDone)}
          >
            Open
          </Menu.Item>
        )}
        {status === 'suspended' ? null : (
          <Menu.Item
            leftSection={<CirclePause size={14} aria-hidden />}
            onClick={() => void setStatus(tenant, 'suspended', onDone)}
          >
            Suspend
          </Menu.Item>
        )}
        {status === 'cancelled' ? null : (
          <Menu.Item leftSection={<Ban size={14} aria-hidden />} onClick={() => onTask({ kind: 'cancel', tenant })}>
            Cancel…
          </Menu.Item>
        )}
        <Menu.Item
          data-danger
          leftSection={<Trash2 size={14} aria-hidden />}
          onClick={() => onTask({ kind: 'remove', tenant })}
        >
          Delete for ever…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

async function setStatus(tenant: TenantView, status: 'active' | 'suspended', onDone: () => void): Promise<void> {
  const { id, name } = tenant;
  if ((await attempt(client.server.tenants.setStatus({ id, status }))) === undefined) return;
  if (status === 'active') showDone(`${name} is open`);
  else {
    showDone(`${name} is suspended: it can be read and not changed`, {
      label: 'Open again',
      run: () => void setStatus(tenant, 'active', onDone),
    });
  }
  onDone();
}
