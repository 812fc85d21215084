import type { InvitationView } from '#shared/access/people-server-api.ts';

import { formatMoment } from '../format-moment.ts';
import { LinkDialog } from '../link-dialog.tsx';

export type Invited = { readonly invitation: InvitationView; readonly link: string };
export type InvitedDialogProps = { readonly invited: Invited; readonly onClose: () => void };

export function InvitedDialog({ invited: { invitation, link }, onClose }: InvitedDialogProps) {
  const { email, expiresAt, mail } = invitation;
  return (
    <LinkDialog title={`${email} is invited`} link={link} onClose={onClose}>
      <p>
        {mail === 'none'
          ? 'This server sends no mail, so hand the link over yourself. '
          : 'The link is on its way by mail; here it is as well, should the mail be lost. '}
        It can be used once, until {formatMoment(expiresAt)}.
      </p>
    </LinkDialog>
  );
}
