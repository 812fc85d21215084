/*
 * Signing in with e-mail and password. An address or an e-mail that fails too often has to wait, whether or not there is such
 * a person; who is let in, and who is not, is audited in the tenants that it concerns.
 */
import { fail, ok } from '#shared/base/result.ts';
import type { ServerApi } from '#shared/server-api.ts';

import type { Sql } from '../db/server-database.ts';
import type { ServerCall, ServerHandlersOf } from '../rpc/server-call.ts';
import type { AccessDeps } from './access-deps.ts';
import { auditChannel } from '../rpc/live-channels.ts';
import { comeIn } from './come-in.ts';
import { doForPeople } from './same-work.ts';
import { createKnownWaits } from './known-waits.ts';
import type { Passwords } from './passwords.ts';
import { countFailure, longest, waitsOf } from './sign-in-failures.ts';

type SignIn = ServerHandlersOf<ServerApi['access']>['signIn'];

/** In more tenants than this, nobody has an account; each costs a hash. */
const tenantsMax = 20;

type Candidate = {
  readonly userId: string;
  readonly tenantId: string;
  readonly passwordHash: string | null;
  readonly isOpen: boolean;
  /** A cancelled one takes no events. */
  readonly isTenantThere: boolean;
  readonly slug: string;
  readonly tenantName: string;
};

/** Looks, verifies with no transaction open (it takes long, and a flood would hold the database for it), and then acts. */
export function createSignIn(deps: AccessDeps): SignIn {
  const known = createKnownWaits();
  return async (asked, call) => {
    const { email, slug, password } = asked;
    const subjects = { email, address: call.address };
    const knownWait = known.find(subjects, call.nowMs);
    if (knownWait !== null) return fail({ kind: 'too-many-requests', retryAfterSeconds: knownWait });
    const looked = await call.step(async (step) => {
      const waits = await waitsOf(step, subjects);
      return { waits, candidates: longest(waits) > 0 ? [] : await findCandidates(step.sql, email, slug) };
    });
    const wait = longest(looked.waits);
    if (wait > 0) {
      known.note(subjects, looked.waits, call.nowMs);
      return fail({ kind: 'too-many-requests', retryAfterSeconds: wait });
    }
    const isRight = await verifyAll(deps.passwords, looked.candidates, password);
    return await call.step(async (step) => {
      // Whoever was suspended or got another password meanwhile is not let in.
      const candidates = await findCandidates(step.sql, email, slug);
      const fitting = candidates.filter((candidate) => candidate.isOpen && isRight(candidate));
      return await answer(deps, step, { asked, candidates, fitting });
    });
  };
}

/** Also where there is nobody, and beside each other where there are several: the time tells nothing. */
async function verifyAll(
  passwords: Passwords,
  candidates: readonly Candidate[],
  password: string,
): Promise<(candidate: Candidate) => boolean> {
  const hashes = candidates.length === 0 ? [null] : candidates.map(({ passwordHash }) => passwordHash);
  const areRight = await Promise.all(hashes.map(async (each) => await passwords.verify(each, password)));
  const right = new Set(hashes.filter((_, index) => areRight[index] === true));
  return ({ passwordHash }) => passwordHash !== null && right.has(passwordHash);
}

type Verified = {
  readonly asked: Parameters<SignIn>[0];
  readonly candidates: readonly Candidate[];
  readonly fitting: readonly Candidate[];
};

async function answer(deps: AccessDeps, call: ServerCall, { asked: { email, device }, candidates, fitting }: Verified) {
  const [first] = fitting;
  if (first === undefined) {
    await noteRefusal(deps, call, { email, candidates });
    return fail({ kind: 'sign-in-refused' as const });
  }
  if (fitting.length > 1) {
    return ok({
      kind: 'choose-tenant' as const,
      tenants: fitting.map(({ slug, tenantName: name }) => ({ slug, name })),
    });
  }
  const { tenantId, userId } = first;
  return ok(await comeIn(deps, call, { tenantId, userId, email, device, by: 'password' }));
}

async function findCandidates(sql: Sql, email: string, slug: string | undefined): Promise<readonly Candidate[]> {
  const rows = await sql.query(
    `SELECT person.id, person.tenant_id, person.password_hash, person.status, tenant.slug, tenant.name AS tenant_name,
       tenant.status AS tenant_status
     FROM users person JOIN tenants tenant ON tenant.id = person.tenant_id
     WHERE person.email = $1 AND person.deleted_at IS NULL AND tenant.deleted_at IS NULL
       AND ($2::text IS NULL OR tenant.slug = $2)
     ORDER BY tenant.slug LIMIT ${String(tenantsMax)}`,
    [email, slug ?? null],
  );
  return rows.map((row) => ({
    userId: String(row['id']),
    tenantId: String(row['tenant_id']),
    passwordHash: typeof row['password_hash'] === 'string' ? row['password_hash'] : null,
    // A suspended tenant can be read, and so entered; beginning a session there writes only what is the session's.
    isOpen: row['status'] === 'active' && row['tenant_status'] !== 'cancelled',
    isTenantThere: row['tenant_status'] !== 'cancelled',
    slug: String(row['slug']),
    tenantName: String(row['tenant_name']),
  }));
}

async function noteRefusal(
  { newId }: AccessDeps,
  call: ServerCall,
  { email, candidates }: { readonly email: string; readonly candidates: readonly Candidate[] },
): Promise<void> {
  await countFailure(call, { email, address: call.address });
  await doForPeople(call.sql, {
    people: candidates.filter(({ isTenantThere }) => isTenantThere),
    nobodysId: newId(),
    channels: [auditChannel],
    work: async ({ tenantId, userId }) => {
      await call.sql.enter({ role: 'app', tenantId, userId: null, permissions: [], mode: 'read' });
      await call.audit(
        { action: 'access.sign-in-refused', resourceType: 'user', resourceId: userId },
        { tenantId, userId: null },
      );
      await call.sql.enter({ role: 'access' });
    },
  });
}
