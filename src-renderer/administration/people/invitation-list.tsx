import { MailPlus, RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';

import type { InvitationView, RoleView } from '#shared/access/people-server-api.ts';

import { withRecentSignIn } from '../../access/with-recent-sign-in.ts';
import { client } from '../../rpc/client.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { attempt } from '../../workspaces/tell-failure.ts';
import { AskedContent } from '../asked-content.tsx';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { DataTable, MoreButton } from '../data-table.tsx';
import { formatMoment } from '../format-moment.ts';
import { roleName } from '../role-names.ts';
import type { Pages } from '../use-pages.ts';
import { InvitedDialog } from './invited-dialog.tsx';
import type { Invited } from './invited-dialog.tsx';

export type InvitationListProps = {
  readonly pages: Pages<InvitationView>;
  readonly roles: readonly RoleView[];
  readonly onInvite: () => void;
};

/** Who is invited, and who has come. */
export function InvitationList({ pages, roles, onInvite }: InvitationListProps) {
  const [invited, setInvited] = useState<Invited | null>(null);
  const [revoked, setRevoked] = useState<InvitationView | null>(null);
  async function resend({ id }: InvitationView): Promise<void> {
    const made = await attempt(withRecentSignIn(async () => await client.server.invitations.resend({ id })));
    if (made === undefined) return;
    setInvited(made);
    pages.askAgain();
  }
  return (
    <>
      <AskedContent asked={pages} label="Loading the invitations">
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon={MailPlus}
              title="Nobody is invited"
              actions={<Button onClick={onInvite}>Invite somebody</Button>}
            >
              An invitation is a link with which somebody makes an account in your organisation.
            </EmptyState>
          ) : (
            <DataTable
              label="Invitations"
              heads={['E-mail', 'Roles', 'State', 'Mail', 'Invited', '']}
              foot={<MoreButton pages={pages} />}
            >
              {items.map((invitation) => (
                <InvitationRow
                  key={invitation.id}
                  invitation={invitation}
                  roles={roles}
                  onResend={() => void resend(invitation)}
                  onRevoke={() => setRevoked(invitation)}
                />
              ))}
            </DataTable>
          )
        }
      </AskedContent>
      {invited === null ? null : <InvitedDialog invited={invited} onClose={() => setInvited(null)} />}
      {revoked === null ? null : (
        <ConfirmDialog
          title={`Take back the invitation of ${revoked.email}?`}
          doIt="Take back"
          onConfirm={async () => await client.server.invitations.revoke({ id: revoked.id })}
          onDone={() => {
            showDone(`The invitation of ${revoked.email} is taken back`);
            setRevoked(null);
            pages.askAgain();
          }}
          onClose={() => setRevoked(null)}
        >
          <p>Its link opens nothing any more. You can invite them again at any time.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

type InvitationRowProps = {
  readonly invitation: InvitationView;
  readonly roles: readonly RoleView[];
  readonly onResend: () => void;
  readonly onRevoke: () => void;
};

const mailTexts: { readonly [mail in InvitationView['mail']]: string } = {
  none: 'by hand',
  waiting: 'on its way',
  sent: 'sent',
  failed: 'could not be sent',
};

function InvitationRow({ invitation, roles, onResend, onRevoke }: InvitationRowProps) {
  const { email, name, roleIds, mail, invitedBy, createdAt, acceptedAt } = invitation;
  return (
    <tr>
      <td>
        <span className="admin-name">{email}</span>
        {name === '' ? null : <span className="admin-sub">{name}</span>}
      </td>
      <td className="admin-wrap">{roleIds.map((id) => roleName(roles, id)).join(', ')}</td>
      <td>
        <InvitationState invitation={invitation} />
      </td>
      <td>{mailTexts[mail]}</td>
      <td>
        <span className="num">{formatMoment(createdAt)}</span>
        <span className="admin-sub">by {invitedBy}</span>
      </td>
      <td className="admin-actions">
        {acceptedAt === null ? (
          <>
            <IconButton label={`New link for ${email}`} icon={RotateCw} onClick={onResend} />
            <IconButton label={`Take back the invitation of ${email}`} icon={Trash2} onClick={onRevoke} />
          </>
        ) : null}
      </td>
    </tr>
  );
}

function InvitationState({ invitation: { acceptedAt, expiresAt } }: { readonly invitation: InvitationView }) {
  // Only how it is called; whether it still opens anything, the server decides by its own clock.
  const [nowMs] = useState(() => Date.now());
  if (acceptedAt !== null) return <StateWords look="chip-ok" word="Accepted" when={formatMoment(acceptedAt)} />;
  if (expiresAt <= nowMs) return <StateWords look="chip-warn" word="Expired" when={formatMoment(expiresAt)} />;
  return <StateWords look="chip-busy" word="Open" when={`until ${formatMoment(expiresAt)}`} />;
}

type StateWordsProps = { readonly look: string; readonly word: string; readonly when: string };

function StateWords({ look, word, when }: StateWordsProps) {
  return (
    <>
      <span className={`chip ${look}`}>{word}</span>
      <span className="admin-sub num">{when}</span>
    </>
  );
}
