import './frame.css';

import { useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Navigate, Outlet, useLocation, useParams } from 'react-router';

import type { FunctionRecord } from '#shared/functions/function-entities.ts';

import { AccountDialogs } from './access/account-dialogs.tsx';
import { useAccounts } from './access/use-accounts.ts';
import { useAdministrationSections } from './access/use-administration-sections.ts';
import { BringOverOffer } from './bring-over/bring-over-offer.tsx';
import { CommandPalette } from './command-palette.tsx';
import { listCommands } from './commands.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { FunctionDialogs } from './functions/function-dialogs.tsx';
import { FunctionList } from './functions/function-list.tsx';
import { useIsSideOpen } from './functions/function-store.ts';
import { FunctionTabs } from './functions/function-tabs.tsx';
import { useFunctions } from './functions/use-functions.ts';
import { HelpDialog } from './help-dialog.tsx';
import { ExchangeDialogs } from './matrix/exchange/exchange-dialogs.tsx';
import { Rail } from './rail.tsx';
import { SecretsDialog } from './secrets/secrets-dialog.tsx';
import { StatusBar } from './status-bar.tsx';
import { TitleBar } from './title-bar.tsx';
import { useCommandKeys } from './use-command-keys.ts';
import { usePaneSizes } from './workspaces/use-pane-sizes.ts';
import { useTheme } from './workspaces/use-theme.ts';
import { useIsWorkspaceGone, useWorkspaces } from './workspaces/use-workspaces.ts';
import { WorkspaceDialogs } from './workspaces/workspace-dialogs.tsx';

/** What stays while pages change: title bar, rail, side list, tabs and status bar. */
export function Frame() {
  const { workspaceId = '', functionId, projectId } = useParams();
  const { workspaces } = useWorkspaces();
  const isGone = useIsWorkspaceGone(workspaceId);
  const { functions } = useFunctions(workspaceId);
  const { chooseTheme } = useTheme();
  const accounts = useAccounts();
  const sections = useAdministrationSections();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const page = usePageName();
  const current = functions.find(({ id }) => id === functionId);
  const commands = listCommands({
    workspaceId,
    current,
    projectId,
    accounts,
    sections,
    onHelp: () => setHelpOpen(true),
    onTheme: chooseTheme,
  });
  useCommandKeys(commands);

  if (isGone) return <Navigate to="/" replace />;
  return (
    <div className="frame">
      <title>{current === undefined ? 'Triptych' : `${current.name} – Triptych`}</title>
      <TitleBar workspaceId={workspaceId} />
      <Rail workspaceId={workspaceId} page={page} />
      <div className="frame-main">
        {page === 'functions' ? (
          <FunctionColumns workspaceId={workspaceId} functionId={functionId} functions={functions} />
        ) : (
          <Outlet />
        )}
      </div>
      <StatusBar workspaceId={workspaceId} current={current} />
      <ConnectionBanner />
      <BringOverOffer />
      <CommandPalette commands={commands} functions={functions} workspaces={workspaces} />
      <HelpDialog commands={commands} isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
      <FunctionDialogs workspaceId={workspaceId} />
      <WorkspaceDialogs workspaceId={workspaceId} />
      <AccountDialogs />
      <SecretsDialog />
      <ExchangeDialogs workspaceId={workspaceId} />
    </div>
  );
}

type FunctionColumnsProps = {
  readonly workspaceId: string;
  readonly functionId: string | undefined;
  readonly functions: readonly FunctionRecord[];
};

function FunctionColumns({ workspaceId, functionId, functions }: FunctionColumnsProps) {
  const isSideOpen = useIsSideOpen();
  const sizes = usePaneSizes('side-and-work');
  return (
    <Group orientation="horizontal" className="frame-columns" {...(isSideOpen ? sizes : {})}>
      {isSideOpen ? (
        <>
          <Panel id="side" defaultSize="252px" minSize="180px" maxSize="40%" groupResizeBehavior="preserve-pixel-size">
            <FunctionList workspaceId={workspaceId} currentId={functionId} />
          </Panel>
          <Separator className="separator-vertical" aria-label="Width of the function list" />
        </>
      ) : null}
      <Panel id="work" minSize="420px">
        <div className="frame-work">
          <FunctionTabs workspaceId={workspaceId} currentId={functionId} functions={functions} />
          <main className="frame-page">
            <Outlet />
          </main>
        </div>
      </Panel>
    </Group>
  );
}

function usePageName(): 'functions' | 'runs' | 'projects' | 'settings' {
  const { pathname } = useLocation();
  if (/^\/workspaces\/[^/]+\/projects(\/|$)/.test(pathname)) return 'projects';
  if (pathname.endsWith('/runs')) return 'runs';
  return pathname.endsWith('/settings') ? 'settings' : 'functions';
}
