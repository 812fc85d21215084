import { personalAccountId } from '#shared/base/account-id.ts';

import { Button } from '../ui/button.tsx';
import { bringOverPath, goTo } from '../workspaces/paths.ts';
import { useAppInfo } from '../workspaces/use-app-info.ts';
import { connectPath } from './access-paths.ts';
import { switchAccount } from './account-actions.ts';
import { askToSignOut } from './account-store.ts';
import { useAccounts } from './use-accounts.ts';

/** The accounts of this device: changing to another, and leaving the one that is open. */
export function AccountsSection() {
  const { accountId } = useAppInfo();
  const list = useAccounts();
  // With nothing to change to there is nothing to say.
  if (list === undefined || list.accounts.length === 0) return null;
  const rows = [
    { id: personalAccountId, title: 'Personal', detail: 'On this device only' },
    ...list.accounts.map(({ id, userName, tenantName, serverAddress }) => ({
      id,
      title: `${userName} in ${tenantName}`,
      detail: new URL(serverAddress).host,
    })),
  ];
  return (
    <section className="settings-section" aria-labelledby="account-list">
      <div className="settings-head">
        <h2 id="account-list">Organisations and accounts on this device</h2>
        <span className="accounts-actions">
          {accountId === personalAccountId ? null : (
            <Button onClick={() => goTo(bringOverPath)}>Bring over from personal…</Button>
          )}
          <Button onClick={() => goTo(connectPath)}>Connect to another…</Button>
        </span>
      </div>
      <ul className="access-list" aria-labelledby="account-list">
        {rows.map(({ id, title, detail }) => (
          <li key={id}>
            <span className="access-row-words">
              <span className="access-row-title">
                {title}
                {id === accountId ? <span className="chip chip-busy">Open</span> : null}
              </span>
              <span className="access-row-detail">{detail}</span>
            </span>
            <RowButton id={id} title={title} isOpen={id === accountId} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type RowButtonProps = { readonly id: string; readonly title: string; readonly isOpen: boolean };

function RowButton({ id, title, isOpen }: RowButtonProps) {
  if (!isOpen) {
    return (
      <Button aria-label={`Open ${title}`} onClick={() => void switchAccount(id)}>
        Open
      </Button>
    );
  }
  if (id === personalAccountId) return null;
  return (
    <Button aria-haspopup="dialog" onClick={() => askToSignOut(true)}>
      Sign out…
    </Button>
  );
}
