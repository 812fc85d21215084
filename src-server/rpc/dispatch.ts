/*
 * The one way in which every call of the server is carried out, whatever carried it here. A stranger, who calls what anybody
 * may call or comes with a token that was not seen yet, passes the turnstile first; then:
 *
 *     one transaction ─┬─ who asks? (`access`)  ─→ signed-out
 *                      ├─ so often?             ─→ too-many-requests
 *                      ├─ may they?             ─→ not-permitted, only-for-people, sign-in-outdated
 *                      ├─ their tenant's reach  ─→ tenant-closed
 *                      ├─ answered before? (idempotency key)
 *                      ├─ the handler           ─→ its failure takes everything back
 *                      └─ its audit events
 *
 * A handler needs to check nothing of this, and cannot forget it. A call that goes in steps passes all of that, but for the
 * question how often, at each of them.
 */
import type { Instant } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ServerCallMeta, ServerFailure } from '#shared/rpc/server-contract.ts';

import type { Whose } from '../db/lines.ts';
import { RecordRefused } from '../db/record-refused.ts';
import { TenantClosed } from '../db/server-database.ts';
import type { ServerDatabase, Sql } from '../db/server-database.ts';
import { callWithin, carryOutInParts, carryOutInSteps, carryOutUpkeep } from './call-ways.ts';
import type { Part } from './call-ways.ts';
import { findUnstorable } from './find-unstorable.ts';
import { asLastTime, letIn, reachOf } from './let-in.ts';
import type { Begin, LetInDeps } from './let-in.ts';
import { Refusal, refusal } from './refusal.ts';
import type { Act, Asker, Origin, ServerCall } from './server-call.ts';
import { TooBusy } from './turnstile.ts';
import type { Turnstile } from './turnstile.ts';

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

export type DispatchDeps = LetInDeps & {
  readonly database: ServerDatabase;
  readonly writeAuditEvents: (sql: Sql, events: readonly AuditDraft[]) => Promise<void>;
  readonly answers: KeptAnswers;
  /** `createStrangersTurnstile`, by address. */
  readonly strangers: Turnstile;
  /** Both of `createPeoplesTurnstiles`, by person. */
  readonly people: Turnstile;
  readonly heavy: Turnstile;
};

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

export type AnyFailure = { readonly kind: string };
export type AnyHandler = (input: unknown, call: ServerCall) => Promise<Result<unknown, AnyFailure>>;

export async function dispatch(
  deps: DispatchDeps,
  request: Request,
  handler: AnyHandler,
): Promise<Result<unknown, AnyFailure>> {
  const unstorable = request.meta.answersTexts ? undefined : findUnstorable(request.input);
  if (unstorable !== undefined) return fail({ kind: 'record-invalid', entity: request.call, problems: [unstorable] });
  try {
    const { isStepwise, demand } = request.meta;
    if (isStepwise && demand !== 'nobody') return await carryOutInParts(deps, request, handler, partOf(deps, request));
    const pass = passing(deps, request);
    return await pass(async (database) => await carryOutAsMeant({ ...deps, database }, request, handler));
  } catch (error) {
    if (error instanceof Refusal) return fail(error.failure);
    if (error instanceof TenantClosed) return fail({ kind: 'tenant-closed', status: error.status });
    if (error instanceof TooBusy) return fail({ kind: 'too-many-requests', retryAfterSeconds: busySeconds });
    if (error instanceof RecordRefused) return fail(failureOfRecord(error, request.meta));
    throw error;
  }
}

type Passing = <T>(work: (database: ServerDatabase) => Promise<T>) => Promise<T>;

/** Works for who asks when it is their turn, with the database in whose lines they stand. */
function passing(deps: DispatchDeps, request: Request): Passing {
  const isThere = !request.signal.aborted;
  return async (work) => {
    const whose = whoseIs(deps, request);
    return await turnstileOf(
      deps,
      request,
      whose,
    )(whose.who, async () => {
      // Who has gone while it waited hears of nothing: one that asks for much and leaves would cost as much as one that stays.
      if (isThere && request.signal.aborted) throw new TooBusy();
      return await work(inLineOf(deps.database, whose));
    });
  };
}

/** How often somebody asks is counted in the first one. */
function partOf(deps: DispatchDeps, request: Request): Part {
  const pass = passing(deps, request);
  let { wait } = deps;
  return async (work) =>
    await pass(
      async (database) =>
        await asLastTime(
          request,
          async (begin) =>
            await database.transaction({ role: 'access' }, async (sql) => {
              const nowMs = deps.nowMs();
              const asker = await begin({ ...deps, wait }, request, sql);
              if (asker === null) throw new Error(`${request.call} goes in parts, and demands nobody.`);
              wait = () => null;
              return await work({ sql, nowMs, asker });
            }),
        ),
    );
}

/** Strangers give way. Throws where nothing need be asked to refuse it. */
function whoseIs({ tokens }: DispatchDeps, { meta, token, address }: Request): Whose {
  const strangers = { who: address, givesWay: true };
  if (meta.demand === 'nobody') return strangers;
  if (token === null || tokens.judge(token) === 'refused') throw refusal({ kind: 'signed-out', reason: null });
  const person = tokens.findPerson(token);
  return person === undefined ? strangers : { who: person, givesWay: false };
}

function turnstileOf({ strangers, people, heavy }: DispatchDeps, { meta }: Request, { givesWay }: Whose): Turnstile {
  if (givesWay) return strangers;
  return meta.isHeavy ? heavy : people;
}

/** The same database; transactions wait where somebody is in line. */
function inLineOf(database: ServerDatabase, whose: Whose): ServerDatabase {
  return {
    ...database,
    transaction: async (reach, work, options) => await database.transaction(reach, work, { ...options, whose }),
  };
}

async function carryOutAsMeant(deps: DispatchDeps, request: Request, handler: AnyHandler) {
  if (request.meta.isStepwise) return await carryOutInSteps(deps, request, handler);
  if (request.meta.isUpkeep) {
    const asker = await deps.database.transaction({ role: 'access' }, async (sql) => await letIn(deps, request, sql));
    if (asker === null) throw new Error(`${request.call} is upkeep, and demands nobody.`);
    return await carryOutUpkeep(deps, { request, handler, asker });
  }
  return await asLastTime(
    request,
    async (begin) =>
      await deps.database.transaction(
        { role: 'access' },
        async (sql) => await carryOut(deps, { request, handler, sql, begin }),
      ),
  );
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
  readonly begin: Begin;
};

async function carryOut(deps: DispatchDeps, { request, handler, sql, begin }: Work) {
  const nowMs = deps.nowMs();
  const asker = await begin(deps, request, sql);
  let isKept = false;
  const call: ServerCall = {
    ...callWithin(deps, request, { sql, nowMs, asker }),
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

/** Of a call for which nobody need be signed in, no answer is kept: it is not for who happens to be. */
function keyedRequest({ idempotencyKey, isRead, call, input, meta }: Request, asker: Asker | null, nowMs: Instant) {
  if (idempotencyKey === null || isRead || asker === null || meta.demand === 'nobody') return undefined;
  return { asker, key: idempotencyKey, call, input, nowMs };
}
