import { useEffect } from 'react';
import { Navigate, createHashRouter, useParams } from 'react-router';

import { Frame } from './frame.tsx';
import { AllRunsPage } from './functions/all-runs-page.tsx';
import { FunctionPage } from './functions/function-page.tsx';
import { restoreTabs } from './functions/function-store.ts';
import { keepLastPlace } from './functions/last-place.ts';
import { MistakePage } from './mistake-page.tsx';
import { SettingsPage } from './settings-page.tsx';
import { StartPage } from './start-page.tsx';

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
        { path: 'settings', element: <SettingsPage /> },
      ],
    },
    { path: '*', element: <Navigate to="/" replace /> },
  ]);
}

function FunctionRoute() {
  const { workspaceId = '', functionId } = useParams();
  useEffect(() => {
    restoreTabs(workspaceId);
    keepLastPlace({ workspaceId, functionId: functionId ?? null });
  }, [workspaceId, functionId]);
  return <FunctionPage workspaceId={workspaceId} functionId={functionId} />;
}

function RunsRoute() {
  const { workspaceId = '' } = useParams();
  return <AllRunsPage workspaceId={workspaceId} />;
}
