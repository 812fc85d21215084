import './sync.css';

import type { ConnectionState } from '#shared/access/connection-api.ts';
import { CloudDownload } from 'lucide-react';
import type { ReactNode } from 'react';

import { useConnection } from '../access/use-connection.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadProgress } from './load-progress.tsx';
import { SharingNote } from './sharing-note.tsx';
import { stateSentences } from './sync-texts.ts';
import type { ServerSync } from './sync-texts.ts';
import { useSyncDetails } from './use-sync.ts';

export type FirstLoadProps = { readonly state: ServerSync; readonly actions: ReactNode };

/** An account of a server for the first time on this device: what comes, how far it has come, and what will be shared. */
export function FirstLoad({ state, actions }: FirstLoadProps) {
  const details = useSyncDetails();
  const connection = useConnection();
  const place = connection?.kind === 'connected' ? connection.me.tenant.name : 'your organisation';
  const isHeldUp = !['working', 'in-step', 'read-only', 'suspended'].includes(state.activity);
  return (
    <EmptyState icon={CloudDownload} title={`Fetching what you may see in ${place}`} actions={actions}>
      <LoadProgress parts={state.parts} scopes={details?.scopes ?? []} />
      <p role="status">
        {isHeldUp
          ? stateSentences(state).join(' ')
          : 'You need not wait for it: what you make meanwhile is sent when its turn comes.'}
      </p>
      <SharingNote />
    </EmptyState>
  );
}

/** Without a sign-in nothing comes, so there is nothing to wait for. */
const comingKinds: ReadonlySet<ConnectionState['kind']> = new Set(['connecting', 'connected', 'unreachable']);

/** Whether the server has not been heard yet, or has more for this device, and can send it. */
export function isFirstLoad({ parts, lastContactAt }: ServerSync, { kind }: ConnectionState): boolean {
  return comingKinds.has(kind) && (lastContactAt === null || parts.all === 0 || parts.whole < parts.all);
}
