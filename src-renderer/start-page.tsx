import { FolderInput, LayoutGrid, UserPlus } from 'lucide-react';
import { Navigate } from 'react-router';

import { useConnection } from './access/use-connection.ts';
import { readLastPlace } from './functions/last-place.ts';
import { PlainFrame } from './plain-frame.tsx';
import { FirstLoad, isFirstLoad } from './sync/first-load.tsx';
import { SharingNote } from './sync/sharing-note.tsx';
import { useSyncState } from './sync/use-sync.ts';
import { Button } from './ui/button.tsx';
import { EmptyState } from './ui/empty-state.tsx';
import { Loading } from './ui/loading.tsx';
import { administrationPath, bringOverPath, functionPath, goTo, workspacePath } from './workspaces/paths.ts';
import { useForbidden } from './workspaces/use-forbidden.ts';
import { useWorkspaces } from './workspaces/use-workspaces.ts';
import { WorkspaceDialogs } from './workspaces/workspace-dialogs.tsx';
import { openWorkspaceDialog } from './workspaces/workspace-store.ts';

/** The address is another one as soon as a page is chosen, also while what that brings is still being read. */
const isAskedForNoPage = (): boolean => ['', '#', '#/'].includes(window.location.hash);

/** Where no page is asked for: goes on where the person left off. */
export function StartPage() {
  const { workspaces, isLoading } = useWorkspaces();
  const forbidden = useForbidden('workspace:create');
  const connection = useConnection();
  const sync = useSyncState();
  const loading = (
    <main className="whole-page">
      <Loading label="Loading the workspaces" />
    </main>
  );
  if (isLoading) return loading;
  const last = readLastPlace();
  const workspace = workspaces.find(({ id }) => id === last?.workspaceId) ?? workspaces[0];
  if (workspace !== undefined) {
    const functionId = workspace.id === last?.workspaceId ? last.functionId : null;
    const path = functionId === null ? workspacePath(workspace.id) : functionPath(workspace.id, functionId);
    // A page that was chosen meanwhile is on its way here: nobody is taken elsewhere when the first workspace comes.
    if (!isAskedForNoPage()) return loading;
    return <Navigate to={path} replace />;
  }
  if (connection === undefined) return loading;
  // A new organisation has nobody in it but its administrator.
  const mayInvite = connection.kind === 'connected' && connection.me.permissions.includes('user:invite');
  const actions = (
    <>
      <Button look="primary" disabledReason={forbidden} onClick={() => openWorkspaceDialog('create')}>
        New workspace
      </Button>
      {sync?.kind === 'on' ? (
        <Button icon={FolderInput} onClick={() => goTo(bringOverPath)}>
          Bring over from personal…
        </Button>
      ) : null}
      {mayInvite ? (
        <Button icon={UserPlus} onClick={() => goTo(administrationPath('people'))}>
          Invite people
        </Button>
      ) : null}
    </>
  );
  return (
    <PlainFrame>
      <main className="start-page">
        {sync?.kind === 'on' && isFirstLoad(sync, connection) ? (
          <FirstLoad state={sync} actions={actions} />
        ) : (
          <EmptyState icon={LayoutGrid} title="There is no workspace yet" actions={actions}>
            <p>A workspace is a shelf for the functions that belong together.</p>
            {sync?.kind === 'on' ? <SharingNote /> : null}
          </EmptyState>
        )}
        <WorkspaceDialogs workspaceId="" />
      </main>
    </PlainFrame>
  );
}
