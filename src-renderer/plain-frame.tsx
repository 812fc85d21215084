import './frame.css';

import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Outlet, useLocation } from 'react-router';

import { AccountButton } from './access/account-button.tsx';
import { AccountDialogs } from './access/account-dialogs.tsx';
import { ConnectionStatus } from './access/connection-status.tsx';
import { useAccounts } from './access/use-accounts.ts';
import { useAdministrationSections } from './access/use-administration-sections.ts';
import { BringOverOffer } from './bring-over/bring-over-offer.tsx';
import { CommandPalette } from './command-palette.tsx';
import { listPlainCommands } from './commands.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { SecretsDialog } from './secrets/secrets-dialog.tsx';
import { SyncStatus } from './sync/sync-status.tsx';
import { Button } from './ui/button.tsx';
import { Mark } from './ui/mark.tsx';
import { useCommandKeys } from './use-command-keys.ts';
import { bringOverPath, goTo } from './workspaces/paths.ts';
import { useTheme } from './workspaces/use-theme.ts';
import { useWorkspaces } from './workspaces/use-workspaces.ts';

export type PlainFrameProps = {
  /** The start page, from which there is no way back; else the page of the route. */
  readonly children?: ReactNode;
};

/** Around the pages that belong to no workspace: a way back to where one was, the account, the connection. */
export function PlainFrame({ children }: PlainFrameProps) {
  const { workspaces } = useWorkspaces();
  const { chooseTheme } = useTheme();
  const { pathname } = useLocation();
  const accounts = useAccounts();
  const sections = useAdministrationSections();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const commands = listPlainCommands({ accounts, sections, onHelp: () => setHelpOpen(true), onTheme: chooseTheme });
  useCommandKeys(commands);
  return (
    <div className="frame frame-plain">
      <title>Triptych</title>
      <header className="title-bar">
        <span className="title-mark">
          <Mark />
        </span>
        {children === undefined ? (
          <Button look="quiet" icon={ArrowLeft} onClick={() => goTo('/')}>
            Back to work
          </Button>
        ) : null}
        <span className="title-rest" />
        <AccountButton />
      </header>
      <div className="frame-main">{children ?? <Outlet />}</div>
      <footer className="status-bar" aria-label="Status">
        <span className="status-rest" />
        <SyncStatus />
        <ConnectionStatus />
      </footer>
      <ConnectionBanner />
      {pathname === bringOverPath ? null : <BringOverOffer />}
      <CommandPalette commands={commands} functions={[]} workspaces={workspaces} />
      <HelpDialog commands={commands} isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
      <AccountDialogs />
      <SecretsDialog />
    </div>
  );
}
