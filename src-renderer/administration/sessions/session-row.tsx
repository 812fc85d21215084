import type { SessionView } from '#shared/access/session-server-api.ts';

import { Button } from '../../ui/button.tsx';
import { formatDay, formatMoment } from '../format-moment.ts';

export type SessionRowProps = { readonly session: SessionView; readonly onEnd: () => void };

const endings: { readonly [reason in NonNullable<SessionView['endReason']>]: string } = {
  'signed-out': 'signed out',
  'by-administrator': 'by an administrator',
  'user-disabled': 'person suspended',
  'password-changed': 'password changed',
  'signed-in-elsewhere': 'signed in elsewhere',
  'second-factor-demanded': 'second factor demanded',
  expired: 'at its end',
};

export function SessionRow({ session, onEnd }: SessionRowProps) {
  const { userName, email, deviceName, platform, address, userAgent, createdAt, lastSeenAt, isThis } = session;
  return (
    <tr>
      <td>
        <span className="admin-name">
          {userName}
          {isThis ? <span className="chip chip-busy">this one</span> : null}
        </span>
        <span className="admin-sub">{email}</span>
      </td>
      <td>
        <span className="admin-clip" title={userAgent}>
          {deviceName ?? 'unknown'}
        </span>
        <span className="admin-sub">{platform}</span>
      </td>
      <td className="mono">{address}</td>
      <td className="num">
        {formatMoment(createdAt)}
        <span className="admin-sub">{endText(session)}</span>
      </td>
      <td className="num">{formatMoment(lastSeenAt)}</td>
      <td className="admin-actions">
        {session.endedAt === null ? (
          <Button aria-label={`End the session of ${userName} on ${deviceName ?? 'an unknown device'}`} onClick={onEnd}>
            End
          </Button>
        ) : null}
      </td>
    </tr>
  );
}

function endText({ expiresAt, endedAt, endReason }: SessionView): string {
  if (endedAt === null) return `until ${formatDay(expiresAt)}`;
  const how = endReason === null ? '' : ` (${endings[endReason]})`;
  return `ended ${formatMoment(endedAt)}${how}`;
}
