/*
 * What a handler is given: the call inside of its one transaction, a call that takes several, or one that works on the database
 * as a whole and has none.
 */
import { ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { Instant } from '#shared/base/instant.ts';

import type { Sql } from '../db/server-database.ts';
import type { AnyFailure, AnyHandler, DispatchDeps, Request } from './dispatch.ts';
import { actsOf } from './server-call.ts';
import type { Asker, Origin, ServerCall } from './server-call.ts';

type CallDeps = Pick<DispatchDeps, 'database' | 'nowMs' | 'writeAuditEvents'>;
/** What a handler is told of who calls, and what failures of the code name. */
type Called = Origin & Pick<Request, 'call' | 'signal'>;
type Within = { readonly sql: Sql; readonly nowMs: Instant; readonly asker: Asker | null };
/** Works in a transaction of its own, in the reach of who asks. */
export type Part = <T>(work: (within: Within & { readonly asker: Asker }) => Promise<T>) => Promise<T>;

export function callWithin(deps: CallDeps, request: Called, { sql, nowMs, asker }: Within): ServerCall {
  const { address, userAgent, signal } = request;
  return {
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
    step: outside(request),
    keepOnFailure: outside(request),
  };
}

/** For what anybody may call, and what computes for long before it writes: who calls is not looked for. */
export async function carryOutInSteps(
  deps: CallDeps,
  request: Request,
  handler: AnyHandler,
): Promise<Result<unknown, AnyFailure>> {
  if (request.meta.demand !== 'nobody') throw new Error(`${request.call} goes in steps, and demands somebody.`);
  const nowMs = deps.nowMs();
  return await handler(request.input, {
    ...callWithin(deps, request, { sql: noTransaction(request), nowMs, asker: null }),
    step: async (work) =>
      await deps.database.transaction(
        { role: 'access' },
        async (sql) => await work(callWithin(deps, request, { sql, nowMs, asker: null })),
      ),
  });
}

/**
 * For what somebody asks for that may take long and loses nothing when it ends in the middle: each step is kept by itself, and
 * others have their turn in between. The answer of a call with a key is kept after the last: whoever sends it again meanwhile
 * has it carried out twice, which such a call has to bear.
 */
export async function carryOutInParts(
  deps: CallDeps & Pick<DispatchDeps, 'answers'>,
  request: Request,
  handler: AnyHandler,
  part: Part,
): Promise<Result<unknown, AnyFailure>> {
  const { idempotencyKey: key, call, input } = request;
  const findKept = async ({ sql, asker, nowMs }: Within & { readonly asker: Asker }) =>
    key === null ? ok(undefined) : await deps.answers.find(sql, { asker, key, call, input, nowMs });
  if (key !== null) {
    const before = await part(findKept);
    if (!before.ok || before.value !== undefined) return before.ok ? ok(before.value?.answer) : before;
  }
  const result = await handler(input, {
    ...callWithin(deps, request, { sql: noTransaction(request), nowMs: deps.nowMs(), asker: null }),
    step: async (work) => await part(async (within) => await work(callWithin(deps, request, within))),
  });
  if (result.ok && key !== null) {
    await part(async (within) => {
      const before = await findKept(within);
      const { sql, asker, nowMs } = within;
      if (before.ok && before.value === undefined)
        await deps.answers.keep(sql, { asker, key, call, input, nowMs }, result.value);
    });
  }
  return result;
}

/**
 * Carries out a call that goes in steps as if somebody had made it, and keeps nothing: whoever makes it then finds the database
 * and the code at work already.
 */
export async function rehearse(
  deps: CallDeps,
  called: Called,
  handler: (call: ServerCall) => Promise<unknown>,
): Promise<void> {
  const nowMs = deps.nowMs();
  await handler({
    ...callWithin(deps, called, { sql: noTransaction(called), nowMs, asker: null }),
    step: async (work) =>
      await takenBack(deps, async (sql) => await work(callWithin(deps, called, { sql, nowMs, asker: null }))),
  });
}

async function takenBack<T>({ database }: CallDeps, work: (sql: Sql) => Promise<T>): Promise<T> {
  const done: T[] = [];
  const enough = new Error('It was a rehearsal.');
  await database
    .transaction({ role: 'access' }, async (sql) => {
      done.push(await work(sql));
      throw enough;
    })
    .catch((error: unknown) => {
      if (error !== enough) throw error;
    });
  const [value] = done;
  return value as T; // It is there where nothing else was thrown.
}

/** For what works on the database as a whole, when the transaction that lets its caller in is over. */
export async function carryOutUpkeep(
  deps: CallDeps,
  { request, handler, asker }: { readonly request: Request; readonly handler: AnyHandler; readonly asker: Asker },
): Promise<Result<unknown, AnyFailure>> {
  const nowMs = deps.nowMs();
  return await handler(request.input, {
    ...callWithin(deps, request, { sql: noTransaction(request), nowMs, asker }),
    audit: async (acts, by = asker) => {
      await deps.database.transaction(
        { role: 'app', tenantId: by.tenantId, userId: null, permissions: [], mode: 'read' },
        async (sql) => await callWithin(deps, request, { sql, nowMs, asker }).audit(acts, by),
      );
    },
  });
}

function noTransaction(request: Called): Sql {
  return { query: outside(request), enter: outside(request), announce: outside(request), finish: outside(request) };
}

function outside({ call }: Called): () => never {
  return () => {
    throw new Error(`${call} does in this place what it has no transaction for.`);
  };
}
