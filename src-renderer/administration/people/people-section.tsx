import { Tabs } from '@mantine/core';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';

import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { SectionHead } from '../section-head.tsx';
import { usePages } from '../use-pages.ts';
import { useRoles } from '../use-roles.ts';
import type { SectionProps } from '../viewer.ts';
import { InvitationList } from './invitation-list.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { PersonList } from './person-list.tsx';

/** Who is in the organisation, and who is invited to it. */
export function PeopleSection({ viewer }: SectionProps) {
  const roles = useRoles(viewer);
  const mayInvite = viewer.may('user:invite');
  const invitations = usePages(`invitations ${String(mayInvite)}`, async (wanted, signal) =>
    mayInvite ? await client.server.invitations.list(wanted, { signal }) : { items: [], next: null },
  );
  const [tab, setTab] = useState<string | null>('people');
  const [isInviting, setInviting] = useState(false);
  const known = roles.value ?? [];
  return (
    <>
      <SectionHead
        title="People"
        note="Who belongs to your organisation, and what they may."
        actions={
          mayInvite ? (
            <Button look="primary" icon={UserPlus} onClick={() => setInviting(true)}>
              Invite somebody
            </Button>
          ) : null
        }
      />
      <Tabs value={tab} onChange={setTab} keepMounted={false} className="admin-tabs">
        {mayInvite ? (
          <Tabs.List aria-label="People and invitations">
            <Tabs.Tab value="people">People</Tabs.Tab>
            <Tabs.Tab value="invitations">Invitations</Tabs.Tab>
          </Tabs.List>
        ) : null}
        <Tabs.Panel value="people">
          <PersonList viewer={viewer} roles={known} />
        </Tabs.Panel>
        <Tabs.Panel value="invitations">
          <InvitationList pages={invitations} roles={known} onInvite={() => setInviting(true)} />
        </Tabs.Panel>
      </Tabs>
      {isInviting ? (
        <InviteDialog
          viewer={viewer}
          roles={known}
          onInvited={() => {
            invitations.askAgain();
            setTab('invitations');
          }}
          onClose={() => setInviting(false)}
        />
      ) : null}
    </>
  );
}
