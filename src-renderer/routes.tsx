import { Suspense, lazy, useEffect } from 'react';
import { Navigate, createHashRouter, useParams } from 'react-router';

import { accountPath, connectAgainPath, connectPath } from './access/access-paths.ts';
import { Frame } from './frame.tsx';
import { restoreTabs } from './functions/function-store.ts';
import { keepLastPlace } from './functions/last-place.ts';
import { LoadedProjectPage } from './matrix/loaded-project-page.ts';
import { MistakePage } from './mistake-page.tsx';
import { PlainFrame } from './plain-frame.tsx';
import { StartPage } from './start-page.tsx';
import { Loading } from './ui/loading.tsx';
import { bringOverPath, syncPath } from './workspaces/paths.ts';

// The frame is painted before the editor, the grid and what else a page brings are even read.
const FunctionPage = lazy(async () => ({ default: (await import('./functions/function-page.tsx')).FunctionPage }));
const AllRunsPage = lazy(async () => ({ default: (await import('./functions/all-runs-page.tsx')).AllRunsPage }));
const ProjectsPage = lazy(async () => ({ default: (await import('./matrix/projects-page.tsx')).ProjectsPage }));
const ConnectPage = lazy(async () => ({ default: (await import('./access/connect-page.tsx')).ConnectPage }));
const AccountPage = lazy(async () => ({ default: (await import('./access/account-page.tsx')).AccountPage }));
const AdministrationPage = lazy(async () => ({
  default: (await import('./administration/administration-page.tsx')).AdministrationPage,
}));
const SyncPage = lazy(async () => ({ default: (await import('./sync/sync-page.tsx')).SyncPage }));
const BringOverPage = lazy(async () => ({ default: (await import('./bring-over/bring-over-page.tsx')).BringOverPage }));
const SettingsPage = lazy(async () => ({ default: (await import('./settings-page.tsx')).SettingsPage }));

/** The pages by their addresses; workspaces/paths.ts writes them. Made after the token is out of the address. */
export function createRoutes() {
  return createHashRouter([
    { path: '/', element: <StartPage />, errorElement: <MistakePage /> },
    {
      path: '/workspaces/:workspaceId',
      element: <Frame />,
      errorElement: <MistakePage />,
      children: [
        { index: true, element: <FunctionRoute /> },
        { path: 'functions/:functionId', element: <FunctionRoute /> },
        { path: 'runs', element: <RunsRoute /> },
        { path: 'projects', element: <ProjectsRoute /> },
        { path: 'projects/:projectId', element: <ProjectRoute /> },
        { path: 'projects/:projectId/:viewId', element: <ProjectRoute /> },
        { path: 'settings', element: <SettingsRoute /> },
      ],
    },
    {
      element: <PlainFrame />,
      errorElement: <MistakePage />,
      children: [
        { path: connectPath, element: <ConnectRoute isAgain={false} /> },
        { path: connectAgainPath, element: <ConnectRoute isAgain /> },
        { path: accountPath, element: <AccountRoute /> },
        { path: syncPath, element: <SyncRoute /> },
        { path: bringOverPath, element: <BringOverRoute /> },
        { path: '/administration/:section?', element: <AdministrationRoute /> },
      ],
    },
    { path: '*', element: <Navigate to="/" replace /> },
  ]);
}

function ConnectRoute({ isAgain }: { readonly isAgain: boolean }) {
  return (
    <Suspense fallback={<Loading label="Loading the page" />}>
      <ConnectPage isAgain={isAgain} />
    </Suspense>
  );
}

function AccountRoute() {
  return (
    <Suspense fallback={<Loading label="Loading the account" />}>
      <AccountPage />
    </Suspense>
  );
}

function SyncRoute() {
  return (
    <Suspense fallback={<Loading label="Loading the synchronisation" />}>
      <SyncPage />
    </Suspense>
  );
}

function BringOverRoute() {
  return (
    <Suspense fallback={<Loading label="Loading what can be brought over" />}>
      <BringOverPage />
    </Suspense>
  );
}

function AdministrationRoute() {
  const { section } = useParams();
  return (
    <Suspense fallback={<Loading label="Loading the administration" />}>
      <AdministrationPage section={section} />
    </Suspense>
  );
}

function FunctionRoute() {
  const { workspaceId = '', functionId } = useParams();
  useEffect(() => {
    restoreTabs(workspaceId);
    keepLastPlace({ workspaceId, functionId: functionId ?? null });
  }, [workspaceId, functionId]);
  return (
    <Suspense fallback={<Loading label="Loading the function" lines={12} />}>
      <FunctionPage workspaceId={workspaceId} functionId={functionId} />
    </Suspense>
  );
}

function RunsRoute() {
  const { workspaceId = '' } = useParams();
  return (
    <Suspense fallback={<Loading label="Loading the runs" />}>
      <AllRunsPage workspaceId={workspaceId} />
    </Suspense>
  );
}

function ProjectsRoute() {
  const { workspaceId = '' } = useParams();
  return (
    <Suspense fallback={<Loading label="Loading the projects" />}>
      <ProjectsPage workspaceId={workspaceId} />
    </Suspense>
  );
}

function ProjectRoute() {
  const { workspaceId = '', projectId = '', viewId } = useParams();
  return (
    <Suspense fallback={<Loading label="Loading the project" />}>
      <LoadedProjectPage.Component workspaceId={workspaceId} projectId={projectId} viewId={viewId} />
    </Suspense>
  );
}

function SettingsRoute() {
  const { workspaceId = '' } = useParams();
  return (
    <Suspense fallback={<Loading label="Loading the settings" />}>
      <SettingsPage workspaceId={workspaceId} />
    </Suspense>
  );
}
