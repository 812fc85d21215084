import '../access/access.css';
import '../ui/settings.css';
import './sync.css';

import { CloudOff } from 'lucide-react';

import { EmptyState } from '../ui/empty-state.tsx';
import { Loading } from '../ui/loading.tsx';
import { FilesSection } from './files-section.tsx';
import { ProblemsSection } from './problems-section.tsx';
import { ScopesSection } from './scopes-section.tsx';
import { StateSection } from './state-section.tsx';
import { PersonalSection } from './personal-section.tsx';
import { useSyncDetails, useSyncState } from './use-sync.ts';
import { WaitingSection } from './waiting-section.tsx';

/** What of the open account is here, what on its server, and what of one's own edits needs a look. */
export function SyncPage() {
  const state = useSyncState();
  const details = useSyncDetails();
  return (
    <main className="settings sync-page" aria-label="Synchronisation">
      <h1>Synchronisation</h1>
      {state === undefined || details === undefined ? (
        <Loading label="Loading the synchronisation" />
      ) : state.kind === 'none' ? (
        <EmptyState icon={CloudOff} title="There is nothing to synchronise" isCompact>
          <p>Your personal account needs no server: everything in it lies on this device.</p>
        </EmptyState>
      ) : (
        <>
          <StateSection state={state} scopes={details.scopes} />
          <ProblemsSection problems={details.problems} counts={state.problems} />
          <WaitingSection waiting={details.waiting} count={state.waiting} />
          <FilesSection />
          <ScopesSection scopes={details.scopes} />
          <PersonalSection />
        </>
      )}
    </main>
  );
}
