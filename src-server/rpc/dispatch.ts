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
import { isDeepStrictEqual } from 'node:util';

import type { Instant } from '#shared/base/instant.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { ServerCallMeta, ServerFailure } from '#shared/rpc/server-contract.ts';

import type { Whose } from '../db/lines.ts';
import { RecordRefused } from '../db/record-refused.ts';
import { TenantClosed } from '../db/server-database.ts';
import type { Reach, ServerDatabase, Sql } from '../db/server-database.ts';
import { callWithin, carryOutInParts, carryOutInSteps, carryOutUpkeep } from './call-ways.ts';
import type { Part } from './call-ways.ts';
import { findUnstorable } from './find-unstorable.ts';
import { createAbout, leavingRoom, usualRoom } from './leave-room.ts';
import { outdatedSignIn } from './server-call.ts';
import type { Act, Asker, Origin, ServerCall } from './server-call.ts';
import { createSpareTime } from './spare-time.ts';
import { TooBusy, createOwnTurnstiles, createTurnstile } from './turnstile.ts';
import type { Turnstile } from './turnstile.ts';

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
  /** What is known of tokens without asking the database. */
  readonly tokens: SeenTokens;
  /** `createStrangersTurnstile`, by address. */
  readonly strangers: Turnstile;
  /** Both of `createPeoplesTurnstiles`, by person. */
  readonly people: Turnstile;
  readonly heavy: Turnstile;
};

export type SeenTokens = {
  /** `refused`: it is nobody's, and never will be. `unknown`: the database has to be asked. */
  readonly judge: (token: string) => 'accepted' | 'refused' | 'unknown';
  /** Whose an accepted one is. */
  readonly findPerson: (token: string) => string | undefined;
  /** Who it was at its last call: of those that were used lately. */
  readonly findLast: (token: string) => Asker | undefined;
  readonly note: (token: string, found: Result<Asker, SignedOut>) => void;
};

/**
 * A flood of strangers would leave nothing for those who are signed in. So only a few strangers are served at once and when
 * there is time to spare, the next wait outside, in turn by address, and more than that are told to come again.
 */
export function createStrangersTurnstile(): Turnstile {
  const pass = createTurnstile({ atOnceMax: 2, waitingMax: 200, waitingOfOneMax: 40 });
  const spareTime = createSpareTime();
  return async (who, work) =>
    await pass(who, async () => {
      await spareTime();
      return await work();
    });
}

/**
 * `people`: whoever asks for much at once (twenty pushes that wait for one another in the database) would have all connections,
 * and everybody else would wait until one of those is over. `heavy`: what moves hundreds of records holds the thread for ten to
 * thirty milliseconds at a time; two are enough that one is carried out while the other is read, and one is where the database
 * is on the same thread. leave-room.ts says how often.
 */
export function createPeoplesTurnstiles({
  kind,
  connections,
}: {
  readonly kind: ServerDatabase['kind'];
  readonly connections: number;
}): Pick<DispatchDeps, 'people' | 'heavy'> {
  const about = createAbout(usualRoom.nowMs);
  const noting =
    (pass: Turnstile): Turnstile =>
    async (who, work) => {
      about.note(who);
      return await pass(who, work);
    };
  const atOnceMax = Math.max(2, Math.floor(connections / 4));
  return {
    people: noting(createOwnTurnstiles({ atOnceMax, waitingMax: 200 })),
    heavy: noting(
      leavingRoom(createOwnTurnstiles({ atOnceMax: kind === 'pglite' ? 1 : 2, waitingMax: 200 }), about, usualRoom),
    ),
  };
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

export type AnyFailure = { readonly kind: string };
export type AnyHandler = (input: unknown, call: ServerCall) => Promise<Result<unknown, AnyFailure>>;

/** Who asks is not who it was at the last call, as which this one has begun. */
class AskerChanged extends Error {
  override name = 'AskerChanged';
}

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

type Begin = (deps: DispatchDeps, request: Request, sql: Sql) => Promise<Asker | null>;

/**
 * Who asks is looked up on the same journey on which their work asks for its first records, as who they were a moment ago: the
 * database gives the work nothing before it is clear that they still are, in every particular. Where not, nothing was done, and
 * all begins anew. Not for work that could do something before it has asked the database.
 */
async function asLastTime<T>({ meta, isRead }: Request, work: (begin: Begin) => Promise<T>): Promise<T> {
  if (!isRead && !meta.isHeavy) return await work(letIn);
  try {
    return await work(letInAsLastTime);
  } catch (error) {
    if (!(error instanceof AskerChanged)) throw error;
    return await work(letIn);
  }
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

/** Puts the transaction into the reach of who asks; null where nobody needs to. */
async function letIn(deps: DispatchDeps, request: Request, sql: Sql): Promise<Asker | null> {
  const { meta, token } = request;
  if (token === null) {
    if (meta.demand === 'nobody') return null;
    throw refusal({ kind: 'signed-out', reason: null });
  }
  const found = await lookUp(deps, request, { sql, token });
  if (!found.ok) {
    // An old token does not keep anybody from signing in anew.
    if (meta.demand === 'nobody') return null;
    throw new Refusal(found.failure);
  }
  const asker = found.value;
  if (meta.demand === 'nobody') return asker;
  const refused = refusalOfAsker(deps, request, asker) ?? refusalOfOften(deps, asker);
  if (refused !== undefined) throw refusal(refused);
  await sql.enter(reachFor(request, asker));
  return asker;
}

async function letInAsLastTime(deps: DispatchDeps, request: Request, sql: Sql): Promise<Asker | null> {
  const { meta, token } = request;
  const last = token === null || meta.demand === 'nobody' ? undefined : deps.tokens.findLast(token);
  if (token === null || last === undefined || refusalOfAsker(deps, request, last) !== undefined)
    return await letIn(deps, request, sql);
  const refused = refusalOfOften(deps, last);
  const isStill = lookUp(deps, request, { sql, token }).then((found) => {
    if (!found.ok) throw new Refusal(found.failure);
    if (!isDeepStrictEqual(found.value, last)) throw new AskerChanged();
    if (refused !== undefined) throw refusal(refused);
  });
  if (refused !== undefined) await isStill; // Nothing is asked for who asks too much.
  await sql.enter(reachFor(request, last), isStill);
  return last;
}

async function lookUp(
  { authenticate, tokens }: DispatchDeps,
  origin: Origin,
  { sql, token }: { readonly sql: Sql; readonly token: string },
): Promise<Result<Asker, SignedOut>> {
  const found = await authenticate(sql, token, origin);
  tokens.note(token, found);
  return found;
}

/** Why they may not ask that, whenever they ask. */
function refusalOfAsker(
  { nowMs }: DispatchDeps,
  { meta: { demand, isForPeople, needsRecentSignIn } }: Request,
  asker: Asker,
): ServerFailure | undefined {
  if (isForPeople && asker.apiTokenId !== null) return { kind: 'only-for-people' };
  if (demand !== 'signed-in' && demand !== 'nobody' && !asker.permissions.has(demand))
    return { kind: 'not-permitted', permission: demand };
  return needsRecentSignIn ? outdatedSignIn(asker, nowMs()) : undefined;
}

function refusalOfOften({ wait }: DispatchDeps, asker: Asker): ServerFailure | undefined {
  const seconds = wait(asker);
  return seconds === null ? undefined : { kind: 'too-many-requests', retryAfterSeconds: seconds };
}

function reachFor({ isRead, meta }: Request, asker: Asker): Reach {
  return reachOf(asker, isRead || meta.isOpenWhenSuspended ? 'read' : 'write');
}

function reachOf({ tenantId, userId, permissions }: Asker, mode: 'read' | 'write'): Reach {
  return { role: 'app', tenantId, userId, permissions: [...permissions], mode };
}

/** Of a call for which nobody need be signed in, no answer is kept: it is not for who happens to be. */
function keyedRequest({ idempotencyKey, isRead, call, input, meta }: Request, asker: Asker | null, nowMs: Instant) {
  if (idempotencyKey === null || isRead || asker === null || meta.demand === 'nobody') return undefined;
  return { asker, key: idempotencyKey, call, input, nowMs };
}
