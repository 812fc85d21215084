/*
 * A new password for who has forgotten theirs: a link by mail, used once, within the hour. Asking answers the same whether or
 * not there is such a person.
 */
import { passwordResetEntity } from '#shared/access/access-entities.ts';
import { instantOf } from '#shared/base/instant.ts';
import type { Instant } from '#shared/base/instant.ts';
import type { Permission } from '#shared/rpc/permission-rules.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { ServerApi } from '#shared/server-api.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { mailChannel, queueMail } from '../mail/queue-mail.ts';
import { auditChannel } from '../rpc/live-channels.ts';
import { enterAsServer } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { endSessions } from './end-sessions.ts';
import { passwordChangedText, resetText } from './mail-texts.ts';
import { doForPeople } from './same-work.ts';
import { voidHalfSignIns } from './second-factor.ts';
import { clearFailures } from './sign-in-failures.ts';
import { createSecret, isSecretOf, linkTo } from './tokens.ts';

type Resets = Pick<ServerHandlersOf<ServerApi['access']>, 'requestReset' | 'resetPassword'>;

const validMs = 3_600_000;
/** Of one person within the hour: more would only fill a mailbox. */
const openResetsMax = 3;
const tenantsMax = 20;

export function createResets(deps: AccessDeps): Resets {
  return {
    requestReset: async ({ email }, call) => {
      if (!deps.sendsMail) return fail({ kind: 'mail-not-set-up' });
      const people = await call.sql.query(
        `SELECT person.id, person.tenant_id FROM users person JOIN tenants tenant ON tenant.id = person.tenant_id
         WHERE person.email = $1 AND person.status = 'active' AND person.deleted_at IS NULL
           AND tenant.status = 'active' AND tenant.deleted_at IS NULL LIMIT ${String(tenantsMax)}`,
        [email],
      );
      await doForPeople(call.sql, {
        people: people.map((person) => ({ tenantId: String(person['tenant_id']), userId: String(person['id']) })),
        nobodysId: deps.newId(),
        channels: [auditChannel, mailChannel],
        work: async ({ tenantId, userId }) => await offerReset(deps, call, { tenantId, userId, email }),
      });
      return ok({});
    },
    resetPassword: async ({ id, secret, password }, call) => {
      const { sql, nowMs } = call;
      const [row] = await sql.query(
        `SELECT tenant_id, user_id, secret_hash, expires_at, used_at FROM password_resets WHERE id = $1 AND deleted_at IS NULL`,
        [id],
      );
      const isUsable =
        row !== undefined &&
        isSecretOf(secret, String(row['secret_hash'])) &&
        row['used_at'] === null &&
        row['expires_at'] instanceof Date &&
        row['expires_at'].getTime() > nowMs;
      if (!isUsable) return fail({ kind: 'link-unusable' });
      const tenantId = String(row['tenant_id']);
      const userId = String(row['user_id']);
      await enterAsServer(call, tenantId, { permissions: ['user:read', 'user:edit', 'session:manage'] });
      const user = await deps.records.find(sql, userEntity, userId);
      if (user?.status !== 'active') return fail({ kind: 'link-unusable' });
      const weakness = deps.passwords.weakness(password, [user.email, user.name]);
      if (weakness !== undefined) return fail({ kind: 'password-weak', reason: weakness });
      // Of two at once, the second finds it used.
      const used = await sql.query(
        `UPDATE password_resets SET used_at = $2, updated_at = $2 WHERE id = $1 AND used_at IS NULL RETURNING id`,
        [id, new Date(nowMs).toISOString()],
      );
      if (used.length === 0) return fail({ kind: 'link-unusable' });
      await setPassword(deps, call, { tenantId, userId, email: user.email, password, exceptSessionId: null });
      await call.audit(
        { action: 'access.password-reset', resourceType: 'user', resourceId: userId },
        { tenantId, userId },
      );
      await sql.enter({ role: 'access' });
      await clearFailures(sql, user.email);
      return ok({ email: user.email });
    },
  };
}

type NewPassword = {
  readonly tenantId: string;
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  /** The session that goes on; null ends all. */
  readonly exceptSessionId: string | null;
};

/** Sets a password and ends the sessions that were begun with the old one; the person is told by mail. */
export async function setPassword(deps: AccessDeps, call: ServerCall, next: NewPassword): Promise<void> {
  const { tenantId, userId, email, password, exceptSessionId } = next;
  const passwordHash = await deps.passwords.hash(password);
  await deps.records.patch(call.sql, userEntity, userId, { passwordHash });
  await endSessions(call, { userId, reason: 'password-changed', exceptId: exceptSessionId });
  await voidHalfSignIns(call, userId);
  await queueMail(deps, call, { tenantId, recipient: email, purpose: 'password-changed', ...passwordChangedText() });
}

async function offerReset(
  deps: AccessDeps,
  call: ServerCall,
  { tenantId, userId, email }: { readonly tenantId: string; readonly userId: string; readonly email: string },
): Promise<void> {
  const { sql, nowMs } = call;
  await enterAsServer(call, tenantId, { permissions: resetting });
  const [open] = await sql.query(
    `SELECT count(*)::int AS number FROM password_resets WHERE user_id = $1 AND expires_at > $2 AND used_at IS NULL`,
    [userId, new Date(nowMs).toISOString()],
  );
  if (Number(open?.['number']) < openResetsMax) {
    const { link, expiresAt } = await createReset(deps, call, { tenantId, userId });
    const expires = new Date(expiresAt).toUTCString();
    await queueMail(deps, call, {
      tenantId,
      recipient: email,
      purpose: 'password-reset',
      ...resetText({ link, expires }),
    });
  }
  await sql.enter({ role: 'access' });
}

/** What the server needs to be permitted for `createReset`. */
export const resetting = ['user:read', 'user:edit'] as const satisfies readonly Permission[];

/** Makes a link for a new password, as the server in the person's tenant. Whoever gets it to them has to be sure who they are. */
export async function createReset(
  { records, newId, publicAddress }: Pick<AccessDeps, 'records' | 'newId' | 'publicAddress'>,
  { sql, nowMs, audit }: Pick<ServerCall, 'sql' | 'nowMs' | 'audit'>,
  { tenantId, userId }: { readonly tenantId: string; readonly userId: string },
): Promise<{ readonly link: string; readonly expiresAt: Instant }> {
  const id = newId();
  const { secret, secretHash } = createSecret();
  const expiresAt = instantOf(nowMs + validMs);
  await records.insert(sql, passwordResetEntity, [{ id, tenantId, userId, secretHash, expiresAt }]);
  await audit(
    { action: 'access.reset-requested', resourceType: 'user', resourceId: userId },
    { tenantId, userId: null },
  );
  return { link: linkTo(publicAddress, { kind: 'reset', id, secret }), expiresAt };
}
