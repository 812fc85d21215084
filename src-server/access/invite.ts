/*
 * Invitations as they are made and looked at. The secret is in the link and nowhere else; the link goes to who invites, and, where
 * the server sends mail, to who is invited.
 */
import { invitationEntity } from '#shared/access/access-entities.ts';
import type { InvitationView } from '#shared/access/people-server-api.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { Instant } from '#shared/base/instant.ts';

import type { Sql, SqlRow } from '../db/server-database.ts';
import { queueMail } from '../mail/queue-mail.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { invitationText } from './mail-texts.ts';
import { createSecret, linkTo } from './tokens.ts';

export type InviteDeps = Pick<AccessDeps, 'records' | 'sealer' | 'newId' | 'sendsMail' | 'publicAddress'>;

const dayMs = 86_400_000;
export const inviteDaysUsual = 7;
const purpose = 'invitation';

export type InvitationDraft = {
  readonly tenantId: string;
  readonly email: string;
  readonly name: string;
  readonly roleIds: readonly string[];
  readonly invitedBy: string;
  readonly days: number;
};

export type Invited = { readonly id: string; readonly link: string };

/** In a reach of the tenant that may invite. */
export async function invite(deps: InviteDeps, call: ServerCall, draft: InvitationDraft): Promise<Invited> {
  const id = deps.newId();
  const { days, roleIds, ...fields } = draft;
  const { secret, secretHash } = createSecret();
  const expiresAt = instantOf(call.nowMs + days * dayMs);
  await deps.records.insert(call.sql, invitationEntity, [
    { ...fields, id, roleIds: [...roleIds], secretHash, expiresAt },
  ]);
  return await tellInvited(deps, call, { ...fields, id, secret, expiresAt });
}

/** Puts a new secret in the place of the old one, which opens nothing any more. */
export async function inviteAnew(
  deps: InviteDeps,
  call: ServerCall,
  {
    id,
    tenantId,
    email,
    invitedBy,
  }: Pick<InvitationDraft, 'tenantId' | 'email' | 'invitedBy'> & { readonly id: string },
): Promise<Invited> {
  const { secret, secretHash } = createSecret();
  const expiresAt = instantOf(call.nowMs + inviteDaysUsual * dayMs);
  await deps.records.patch(call.sql, invitationEntity, id, { secretHash, expiresAt });
  return await tellInvited(deps, call, { id, tenantId, email, invitedBy, secret, expiresAt });
}

type Told = Pick<InvitationDraft, 'tenantId' | 'email' | 'invitedBy'> & {
  readonly id: string;
  readonly secret: string;
  readonly expiresAt: Instant;
};

async function tellInvited(deps: InviteDeps, call: ServerCall, told: Told): Promise<Invited> {
  const { id, secret, tenantId, email, invitedBy, expiresAt } = told;
  const link = linkTo(deps.publicAddress, { kind: 'invite', id, secret });
  const [row = {}] = await call.sql.query(
    `SELECT tenant.name AS tenant_name, (SELECT name FROM users WHERE id = $1) AS inviter
     FROM tenants tenant WHERE tenant.id = $2`,
    [invitedBy, tenantId],
  );
  const text = invitationText({
    tenantName: String(row['tenant_name']),
    invitedBy: inviterName(row['inviter']),
    link,
    expires: new Date(expiresAt).toUTCString(),
  });
  await queueMail(deps, call, { tenantId, recipient: email, purpose, ...text });
  return { id, link };
}

/** The mail of an invitation is the latest to that address since the invitation was made. */
const viewSql = `SELECT invitation.id, invitation.email, invitation.name, invitation.role_ids, invitation.created_at,
    invitation.expires_at, invitation.accepted_at, inviter.name AS inviter,
    (
      SELECT mail.state
      FROM mails mail
      WHERE mail.recipient = invitation.email AND mail.purpose = '${purpose}' AND mail.created_at >= invitation.created_at
      ORDER BY mail.id DESC
      LIMIT 1
    ) AS mail
  FROM invitations invitation LEFT JOIN users inviter ON inviter.id = invitation.invited_by
  WHERE invitation.deleted_at IS NULL`;

type Reader = { readonly sql: Pick<Sql, 'query'> };

export async function findInvitationView({ sql }: Reader, id: string): Promise<InvitationView | undefined> {
  const [row] = await sql.query(`${viewSql} AND invitation.id = $1`, [id]);
  return row === undefined ? undefined : viewOf(row);
}

/** The latest first. */
export async function listInvitationViews(
  { sql }: Reader,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<readonly InvitationView[]> {
  const rows = await sql.query(
    `${viewSql} AND ($1::text IS NULL OR invitation.id < $1) ORDER BY invitation.id DESC LIMIT $2`,
    [after ?? null, limit],
  );
  return rows.map(viewOf);
}

function viewOf(row: SqlRow): InvitationView {
  const time = (column: string): number => (row[column] instanceof Date ? row[column].getTime() : 0);
  return {
    id: String(row['id']),
    email: String(row['email']),
    name: String(row['name']),
    roleIds: (row['role_ids'] as readonly string[]).map(String), // The field is a list of texts.
    invitedBy: inviterName(row['inviter']),
    createdAt: time('created_at'),
    expiresAt: time('expires_at'),
    acceptedAt: row['accepted_at'] === null ? null : time('accepted_at'),
    mail: (row['mail'] ?? 'none') as InvitationView['mail'], // One of the choices of the mail's state.
  };
}

/** Of a super administrator who acts in a tenant, it has no record. */
function inviterName(name: unknown): string {
  return typeof name === 'string' ? name : 'An administrator';
}
