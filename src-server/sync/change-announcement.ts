/* What is told on `changesChannel`: that a tenant's log has come on. What the changes say is told nobody in this way. */

export type ChangeAnnouncement = {
  readonly tenantId: string;
  readonly seq: number;
  /** Who has pushed; null where no session has. */
  readonly sessionId: string | null;
  /** Under which this process may know what was changed (news-board.ts). Null: it may be something on which depends who sees what. */
  readonly ticket: string | null;
};

export function writeAnnouncement({ tenantId, seq, sessionId, ticket }: ChangeAnnouncement): string {
  return [tenantId, String(seq), sessionId ?? '-', ticket ?? '-'].join(' ');
}

export function readAnnouncement(message: string): ChangeAnnouncement {
  const [tenantId = '', seq = '', sessionId = '-', ticket = '-'] = message.split(' ');
  return {
    tenantId,
    seq: Number(seq),
    sessionId: sessionId === '-' ? null : sessionId,
    ticket: ticket === '-' ? null : ticket,
  };
}
