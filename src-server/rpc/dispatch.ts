/*
 * The one way in which every call of the server is carried out, whatever carried it here:
 *
 *     one transaction ─┬─ who asks? (`access`)  ─→ signed-out
 *                      ├─ so often?             ─→ too-many-requests
 *                      ├─ may they?             ─→ not-permitted, only-for-people
 *                      ├─ their tenant's reach  ─→ tenant-closed
 *                      ├─ answered before? (idempotency key)
 *                      ├─ the handler           ─→ its failure takes everything back
 *                      └─ its audit events
 *
 * A handler needs to check nothing of this, and cannot forget it.
 */
import type { Instant } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ServerCallMeta, ServerFailure } from '#shared/rpc/server-contract.ts';

import { RecordRefused } from '../db/record-refused.ts';
import { TenantClosed } from '../db/server-database.ts';
import type { Reach, ServerDatabase, Sql } from '../db/server-database.ts';
import { findUnstorable } from './find-unstorable.ts';
import { actsOf } from './server-call.ts';
import type { Act, Asker, Origin, ServerCall } from './server-call.ts';
import { TooBusy, createTurnstile } from './turnstile.ts';

export type SignedOut = { readonly kind: 'signed-out'; readonly reason: string | null };

/** Answers that were given, by the client's key for the request. */
export type KeptAnswers = {
  readonly find: (
    sql: Sql,
    request: KeyedRequest,
  ) => Promise<Result<{ readonly answer: unknown } | undefined, { readonly kind: 'request-differs' }>>;
  readonly keep: (sql: Sql, request: KeyedRequest, answer: unknown) => Promise<void>;
};
export type KeyedRequest = {
  readonly asker: Asker;
  readonly key: string;
  readonly call: string;
  readonly input: unknown;
  readonly nowMs: Instant;
};

export type DispatchDeps = {
  readonly database: ServerDatabase;
  readonly nowMs: () => Instant;
  /** In the reach `access`. */
  readonly authenticate: (sql: Sql, token: string, origin: Origin) => Promise<Result<Asker, SignedOut>>;
  readonly writeAuditEvents: (sql: Sql, events: readonly AuditDraft[]) => Promise<void>;
  readonly answers: KeptAnswers;
  /** The seconds that somebody has to wait who asks too much, else null. */
  readonly wait: (asker: Asker) => number | null;
  /** Through which calls pass that anybody may make and that cost something: `createStrangersTurnstile`. */
  readonly strangers: <T>(work: () => Promise<T>) => Promise<T>;
};

/**
 * Signing in hashes, and holds the database's connection meanwhile; a flood of that would leave none for those who are signed
 * in. So only a few strangers are served at once, the next wait outside, and more than that are told to come again.
 */
export function createStrangersTurnstile(): DispatchDeps['strangers'] {
  return createTurnstile({ atOnceMax: 4, waitingMax: 200 });
}

/** After so long, a queue that was full has moved. */
const busySeconds = 2;

export type AuditDraft = Act &
  Origin & { readonly tenantId: string; readonly userId: string | null; readonly timestamp: Instant };

export type Request = Origin & {
  /** Of the contract, as in `users.list`. */
  readonly call: string;
  readonly meta: ServerCallMeta;
  readonly isRead: boolean;
  readonly input: unknown;
  readonly token: string | null;
  readonly idempotencyKey: string | null;
  readonly signal: AbortSignal;
};

type AnyFailure = { readonly kind: string };
type AnyHandler = (input: unknown, call: ServerCall) => Promise<Result<unknown, AnyFailure>>;

/** Takes the transaction back, with what the caller is told instead. */
class Refusal extends Error {
  override name = 'Refusal';
  readonly failure: AnyFailure;
  constructor(failure: AnyFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

function refusal(failure: ServerFailure): Refusal {
  return new Refusal(failure);
}

export async function dispatch(
  deps: DispatchDeps,
  request: Request,
  handler: AnyHandler,
): Promise<Result<unknown, AnyFailure>> {
  const unstorable = request.meta.answersTexts ? undefined : findUnstorable(request.input);
  if (unstorable !== undefined) return fail({ kind: 'record-invalid', entity: request.call, problems: [unstorable] });
  try {
    if (request.meta.isUpkeep) return await keepUp(deps, request, handler);
    const work = async () =>
      await deps.database.transaction(
        { role: 'access' },
        async (sql) => await carryOut(deps, { request, handler, sql }),
      );
    const isStrangers = request.meta.demand === 'nobody' && !request.isRead;
    return isStrangers ? await deps.strangers(work) : await work();
  } catch (error) {
    if (error instanceof Refusal) return fail(error.failure);
    if (error instanceof TenantClosed) return fail({ kind: 'tenant-closed', status: error.status });
    if (error instanceof TooBusy) return fail({ kind: 'too-many-requests', retryAfterSeconds: busySeconds });
    if (error instanceof RecordRefused) return fail(failureOfRecord(error, request.meta));
    throw error;
  }
}

/** Carries out what works on the database as a whole, when the transaction that lets its caller in is over. */
async function keepUp(deps: DispatchDeps, request: Request, handler: AnyHandler): Promise<Result<unknown, AnyFailure>> {
  const asker = await deps.database.transaction({ role: 'access' }, async (sql) => await letIn(deps, request, sql));
  if (asker === null) throw new Error(`${request.call} is upkeep, and demands nobody.`);
  const { tenantId, userId } = asker;
  const { address, userAgent, signal } = request;
  const nowMs = deps.nowMs();
  const outside = (): never => {
    throw new Error(`${request.call} is upkeep, and has no transaction.`);
  };
  return await handler(request.input, {
    sql: { query: outside, enter: outside, announce: outside },
    nowMs,
    asker,
    address,
    userAgent,
    signal,
    audit: async (acts, by = { tenantId, userId }) => {
      await deps.database.transaction(
        { role: 'app', tenantId: by.tenantId, userId: null, permissions: [], mode: 'read' },
        async (sql) =>
          await deps.writeAuditEvents(
            sql,
            actsOf(acts).map((act) => ({ ...act, address, userAgent, ...by, timestamp: nowMs })),
          ),
      );
    },
    keepOnFailure: outside,
  });
}

function failureOfRecord({ entity, reason }: RecordRefused, { demand }: ServerCallMeta): ServerFailure {
  if (reason.kind === 'taken') return { kind: 'value-taken', entity, fields: [...reason.fields] };
  if (reason.kind === 'invalid') return { kind: 'record-invalid', entity, problems: [...reason.fields] };
  return { kind: 'not-permitted', permission: demand };
}

type Work = {
  readonly request: Request;
  readonly handler: AnyHandler;
  readonly sql: Sql;
};

async function carryOut(deps: DispatchDeps, { request, handler, sql }: Work) {
  const nowMs = deps.nowMs();
  const asker = await letIn(deps, request, sql);
  const { address, userAgent, signal } = request;
  let isKept = false;
  const call: ServerCall = {
    sql,
    nowMs,
    asker,
    address,
    userAgent,
    signal,
    audit: async (acts, by = asker ?? undefined) => {
      if (by === undefined) throw new Error('Something is to be audited, and nobody did it.');
      const { tenantId, userId } = by;
      await deps.writeAuditEvents(
        sql,
        actsOf(acts).map((act) => ({ ...act, address, userAgent, tenantId, userId, timestamp: nowMs })),
      );
    },
    keepOnFailure: () => void (isKept = true),
  };
  const keyed = keyedRequest(request, asker, nowMs);
  if (keyed !== undefined) {
    const before = await deps.answers.find(sql, keyed);
    if (!before.ok) throw new Refusal(before.failure);
    if (before.value !== undefined) return ok(before.value.answer);
  }
  const result = await handler(request.input, call);
  if (!result.ok && !isKept) throw new Refusal(result.failure);
  if (result.ok && keyed !== undefined) {
    // Wherever the call has gone meanwhile: the answer is kept where who asked is at home.
    await sql.enter(reachOf(keyed.asker, 'read'));
    await deps.answers.keep(sql, keyed, result.value);
  }
  return result;
}

/** Puts the transaction into the reach of who asks; null where nobody needs to. */
async function letIn(deps: DispatchDeps, request: Request, sql: Sql): Promise<Asker | null> {
  const { meta, token, isRead } = request;
  const { demand } = meta;
  if (token === null) {
    if (demand === 'nobody') return null;
    throw refusal({ kind: 'signed-out', reason: null });
  }
  const found = await deps.authenticate(sql, token, request);
  if (!found.ok) {
    // An old token does not keep anybody from signing in anew.
    if (demand === 'nobody') return null;
    throw new Refusal(found.failure);
  }
  if (demand === 'nobody') return found.value;
  const asker = found.value;
  const seconds = deps.wait(asker);
  if (seconds !== null) throw refusal({ kind: 'too-many-requests', retryAfterSeconds: seconds });
  if (meta.isForPeople && asker.apiTokenId !== null) throw refusal({ kind: 'only-for-people' });
  if (demand !== 'signed-in' && !asker.permissions.has(demand)) {
    throw refusal({ kind: 'not-permitted', permission: demand });
  }
  await sql.enter(reachOf(asker, isRead || meta.isOpenWhenSuspended ? 'read' : 'write'));
  return asker;
}

function reachOf({ tenantId, userId, permissions }: Asker, mode: 'read' | 'write'): Reach {
  return { role: 'app', tenantId, userId, permissions: [...permissions], mode };
}

/** Of a call for which nobody need be signed in, no answer is kept: it is not for who happens to be. */
function keyedRequest({ idempotencyKey, isRead, call, input, meta }: Request, asker: Asker | null, nowMs: Instant) {
  if (idempotencyKey === null || isRead || asker === null || meta.demand === 'nobody') return undefined;
  return { asker, key: idempotencyKey, call, input, nowMs };
}
