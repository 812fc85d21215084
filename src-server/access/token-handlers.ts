/*
 * Tokens for machines: they act in the name of who made them, with no more than the scopes that were given, and no more than
 * their maker has at the time.
 */
import { apiTokenEntity } from '#shared/access/access-entities.ts';
import type { ApiTokenRecord } from '#shared/access/access-entities.ts';
import type { ApiTokenView } from '#shared/access/token-server-api.ts';
import { instantOf } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { ServerApi } from '#shared/server-api.ts';
import { userEntity } from '#shared/tenancy/tenancy-entities.ts';

import { rightsChannel } from '../rpc/live-channels.ts';
import { asServer, askerOf } from '../rpc/server-call.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { lackedBy } from './person-rights.ts';
import { createSecret, formatToken } from './tokens.ts';

type Handlers = ServerHandlersOf<ServerApi['tokens']>;

const dayMs = 86_400_000;
/** Of one person: who has more has lost count, and revokes some. */
const ownTokensMax = 200;

export function createTokenHandlers({ records, newId, onTokenMade }: AccessDeps): Handlers {
  async function namesOf(call: ServerCall, tokens: readonly ApiTokenRecord[]): Promise<ReadonlyMap<string, string>> {
    const ids = [...new Set(tokens.map(({ userId }) => userId))];
    const rows = await asServer(
      call,
      ['user:read'],
      async () => await call.sql.query('SELECT id, name FROM users WHERE id = ANY ($1)', [ids]),
      'read',
    );
    return new Map(rows.map((row) => [String(row['id']), String(row['name'])]));
  }

  async function viewsOf(call: ServerCall, tokens: readonly ApiTokenRecord[]): Promise<readonly ApiTokenView[]> {
    const names = await namesOf(call, tokens);
    return tokens.map((token) => viewOf(token, names.get(token.userId) ?? ''));
  }

  async function revoke(call: ServerCall, id: string, condition: 'own' | 'any') {
    const token = await records.find(call.sql, apiTokenEntity, id);
    if (token === undefined || (condition === 'own' && token.userId !== askerOf(call).userId)) {
      return fail({ kind: 'record-missing' as const, entity: 'apiToken', id });
    }
    await records.remove(call.sql, apiTokenEntity, id);
    await call.audit({
      action: 'token.revoked',
      resourceType: 'apiToken',
      resourceId: id,
      details: { owner: token.userId },
    });
    await call.sql.announce(rightsChannel, token.userId);
    return ok({});
  }

  return {
    mine: async (_input, call) => {
      const where = { userId: askerOf(call).userId };
      const own = await records.list(call.sql, apiTokenEntity, { where, limit: ownTokensMax });
      return ok(await viewsOf(call, own.records));
    },
    list: async ({ after, limit }, call) => {
      const page = await records.list(call.sql, apiTokenEntity, {
        limit,
        ...(after === undefined ? {} : { after: [after] }),
      });
      const items = await viewsOf(call, page.records);
      return ok({ items, next: page.next === undefined ? null : (items.at(-1)?.id ?? null) });
    },
    create: async ({ name, scopes, days }, call) => {
      const { tenantId, userId, homeTenantId } = askerOf(call);
      // It would be the token of somebody who is not there.
      if (homeTenantId !== null) return fail({ kind: 'not-permitted', permission: 'token:create' });
      const lacked = lackedBy(askerOf(call), scopes);
      if (lacked.length > 0) return fail({ kind: 'scope-not-held', permissions: [...lacked] });
      const own = await records.list(call.sql, apiTokenEntity, { where: { userId }, limit: ownTokensMax });
      if (own.next !== undefined) {
        const problems = [`You have ${String(ownTokensMax)} tokens already; revoke some first.`];
        return fail({ kind: 'record-invalid', entity: 'apiToken', problems });
      }
      const id = newId();
      const { secret, secretHash } = createSecret();
      const expiresAt = days === null ? null : instantOf(call.nowMs + days * dayMs);
      const held = [...new Set(scopes)];
      const [made] = await records.insert(call.sql, apiTokenEntity, [
        { id, tenantId, userId, name, scopes: held, secretHash, expiresAt },
      ]);
      if (made === undefined) throw new Error('A token was made and is not there.');
      await call.audit({
        action: 'token.created',
        resourceType: 'apiToken',
        resourceId: id,
        details: { scopes: held, days },
      });
      const owner = await records.find(call.sql, userEntity, userId); // One may always read oneself.
      const token = formatToken({ kind: 'tpt', id, secret });
      onTokenMade(token, userId);
      return ok({ token, view: viewOf(made, owner?.name ?? '') });
    },
    revokeMine: async ({ id }, call) => await revoke(call, id, 'own'),
    revoke: async ({ id }, call) => await revoke(call, id, 'any'),
  };
}

function viewOf(token: ApiTokenRecord, userName: string): ApiTokenView {
  const { id, name, userId, scopes, createdAt, expiresAt, lastUsedAt } = token;
  return { id, name, userId, userName, scopes, createdAt, expiresAt, lastUsedAt };
}
