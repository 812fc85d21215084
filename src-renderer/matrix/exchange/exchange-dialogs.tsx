import { lazy, Suspense } from 'react';

import { closeExchangeDialog, useExchangeDialog } from './exchange-store.ts';
import type { ExchangeDialog } from './exchange-store.ts';
import { useProjects } from '../use-project.ts';

const ImportDialog = lazy(async () => ({ default: (await import('./import-dialog.tsx')).ImportDialog }));
const ExportDialog = lazy(async () => ({ default: (await import('./export-dialog.tsx')).ExportDialog }));

/** The dialogs that bring projects in and out, wherever they are asked for; loaded when the first is opened. */
export function ExchangeDialogs({ workspaceId }: { readonly workspaceId: string }) {
  const dialog = useExchangeDialog();
  if (dialog?.workspaceId !== workspaceId) return null;
  return (
    <Suspense fallback={null}>
      <OpenDialog dialog={dialog} />
    </Suspense>
  );
}

function OpenDialog({ dialog }: { readonly dialog: ExchangeDialog }) {
  const { projects } = useProjects(dialog.workspaceId);
  const project = projects.find(({ id }) => id === dialog.projectId);
  if (dialog.kind === 'import') {
    if (dialog.projectId !== null && project === undefined) return null; // Until the projects are there.
    return <ImportDialog target={dialog} project={project} onClose={closeExchangeDialog} />;
  }
  return project === undefined ? null : <ExportDialog project={project} onClose={closeExchangeDialog} />;
}
