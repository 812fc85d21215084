import './account-button.css';

import { Menu } from '@mantine/core';
import { KeyRound, Plug, ShieldUser, UserRound, UserX } from 'lucide-react';
import { useEffect } from 'react';

import type { AccountList, ServerAccount } from '#shared/access/account-api.ts';
import { personalAccountId } from '#shared/base/account-id.ts';

import { openSecretsDialog } from '../secrets/secret-store.ts';
import { showProblem } from '../ui/toasts.tsx';
import { administrationPath, goTo } from '../workspaces/paths.ts';
import { useAppInfo } from '../workspaces/use-app-info.ts';
import { accountPath, connectPath } from './access-paths.ts';
import { switchAccount } from './account-actions.ts';
import { askToForget, useIsSwitching } from './account-store.ts';
import { initialsOf } from './initials.ts';
import { useAccounts } from './use-accounts.ts';
import { useAdministrationSections } from './use-administration-sections.ts';

const personalText = 'On this device only';

/** Who is at work and in which tenant, with the other accounts of this device to change to. */
export function AccountButton() {
  const { userName, accountId } = useAppInfo();
  const list = useAccounts();
  const isSwitching = useIsSwitching();
  const [section] = useAdministrationSections();
  useNotice(list?.notice ?? null);
  // As the server has named them last, which may have been after this page began.
  const account = list?.accounts.find(({ id }) => id === accountId);
  const name = account?.userName ?? userName;
  const tenant = account?.tenantName ?? personalText;
  return (
    // Without Mantine's own place for the first focus, which a screen reader would take for an item, the first item has it.
    <Menu width={300} position="bottom-end">
      <Menu.Target>
        <button type="button" className="account-button" aria-busy={isSwitching || undefined}>
          {isSwitching ? <span className="spinner" aria-hidden /> : <Initials name={name} />}
          <span className="account-words">
            <span className="visually-hidden">Account </span>
            <span className="account-name">{name}</span> <span className="account-tenant">{tenant}</span>
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {list === undefined ? null : <AccountItems list={list} accountId={accountId} />}
        <Menu.Item leftSection={<Plug size={14} aria-hidden />} onClick={() => goTo(connectPath)}>
          Connect to a server…
        </Menu.Item>
        <Menu.Item leftSection={<UserRound size={14} aria-hidden />} onClick={() => goTo(accountPath)}>
          Account…
        </Menu.Item>
        {section === undefined ? null : (
          <Menu.Item
            leftSection={<ShieldUser size={14} aria-hidden />}
            onClick={() => goTo(administrationPath(section))}
          >
            Administration
          </Menu.Item>
        )}
        <Menu.Item leftSection={<KeyRound size={14} aria-hidden />} onClick={openSecretsDialog}>
          Secrets on this device…
        </Menu.Item>
        {accountId === personalAccountId ? null : (
          <Menu.Item data-danger leftSection={<UserX size={14} aria-hidden />} onClick={() => askToForget(accountId)}>
            Forget this account…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

type AccountItemsProps = { readonly list: AccountList; readonly accountId: string };

function AccountItems({ list, accountId }: AccountItemsProps) {
  return (
    <>
      <Menu.Label>Accounts on this device</Menu.Label>
      <Menu.Item
        className="account-row"
        leftSection={<UserRound size={16} className="account-personal" aria-hidden />}
        aria-current={accountId === personalAccountId || undefined}
        onClick={() => choose(personalAccountId, accountId)}
      >
        <AccountWords name="Personal" tenant={personalText} isCurrent={accountId === personalAccountId} />
      </Menu.Item>
      {list.accounts.map((account) => (
        <Menu.Item
          key={account.id}
          className="account-row"
          leftSection={<Initials name={account.userName} />}
          aria-current={account.id === accountId || undefined}
          onClick={() => choose(account.id, accountId)}
        >
          <AccountWords name={account.userName} tenant={placeOf(account)} isCurrent={account.id === accountId} />
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
}

function choose(id: string, currentId: string): void {
  if (id !== currentId) void switchAccount(id);
}

function placeOf({ tenantName, serverAddress }: ServerAccount): string {
  return `${tenantName} · ${new URL(serverAddress).host}`;
}

type AccountWordsProps = { readonly name: string; readonly tenant: string; readonly isCurrent: boolean };

function AccountWords({ name, tenant, isCurrent }: AccountWordsProps) {
  return (
    <span className="account-item">
      <span className="account-words">
        <span className="account-name">{name}</span> <span className="account-tenant">{tenant}</span>
      </span>
      {isCurrent ? <span className="account-open">Open</span> : null}
    </span>
  );
}

function Initials({ name }: { readonly name: string }) {
  return (
    <span className="account-initials" aria-hidden>
      {initialsOf(name)}
    </span>
  );
}

/** Tells once in this window what went wrong with the accounts when the program started. */
function useNotice(notice: string | null): void {
  useEffect(() => {
    if (notice !== null) showProblem({ title: 'Look at your accounts', detail: notice, remedy: '' });
  }, [notice]);
}
