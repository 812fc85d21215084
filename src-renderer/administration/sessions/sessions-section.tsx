import { SegmentedControl } from '@mantine/core';
import { MonitorSmartphone } from 'lucide-react';
import { useState } from 'react';

import type { SessionView } from '#shared/access/session-server-api.ts';

import { withRecentSignIn } from '../../access/with-recent-sign-in.ts';
import { client } from '../../rpc/client.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { attempt } from '../../workspaces/tell-failure.ts';
import { AskedContent } from '../asked-content.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { DataTable, MoreButton } from '../data-table.tsx';
import { SectionHead } from '../section-head.tsx';
import { usePages } from '../use-pages.ts';
import { SessionRow } from './session-row.tsx';

/** Everybody's sessions: who is signed in, on which device, and since when. */
export function SessionsSection() {
  const [which, setWhich] = useState('open');
  const [own, setOwn] = useState<SessionView | null>(null);
  const isOpen = which === 'open';
  const sessions = usePages(
    which,
    async (page, signal) => await client.server.sessions.list({ ...page, ...(isOpen ? { isOpen } : {}) }, { signal }),
  );
  async function end(session: SessionView): Promise<void> {
    const ended = await attempt(withRecentSignIn(async () => await client.server.sessions.end({ id: session.id })));
    if (ended === undefined) return;
    showDone(`The session of ${session.userName} is ended`);
    sessions.askAgain();
  }
  return (
    <>
      <SectionHead
        title="Sessions"
        note="Who is signed in, and where. A session that is ended is out at its next request."
      />
      <div className="admin-filters">
        <SegmentedControl
          aria-label="Which sessions"
          value={which}
          data={[
            { value: 'open', label: 'Open' },
            { value: 'all', label: 'All' },
          ]}
          onChange={setWhich}
        />
      </div>
      <AskedContent asked={sessions} label="Loading the sessions">
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={MonitorSmartphone} title="Nobody is signed in">
              Whoever signs in is listed here with their device and address.
            </EmptyState>
          ) : (
            <DataTable
              label="Sessions"
              heads={['Person', 'Device', 'Address', 'Signed in', 'Last seen', '']}
              foot={<MoreButton pages={sessions} />}
            >
              {items.map((session) => (
                <SessionRow
                  key={session.id}
                  session={session}
                  onEnd={() => (session.isThis ? setOwn(session) : void end(session))}
                />
              ))}
            </DataTable>
          )
        }
      </AskedContent>
      {own === null ? null : (
        <ConfirmDialog
          title="End your own session?"
          doIt="End it"
          onConfirm={async () => await client.server.sessions.end({ id: own.id })}
          onDone={() => setOwn(null)}
          onClose={() => setOwn(null)}
        >
          <p>It is the one in which you work now: this device is signed out. What is on it stays.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
