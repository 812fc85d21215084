/*
 * Who asks, and whether they may: puts a transaction into the reach of whoever a token is of, or refuses.
 */
import { isDeepStrictEqual } from 'node:util';

import type { Instant } from '#shared/base/instant.ts';
import type { Result } from '#shared/base/result.ts';
import type { ServerCallMeta, ServerFailure } from '#shared/rpc/server-contract.ts';

import type { Reach, Sql } from '../db/server-database.ts';
import { Refusal, refusal } from './refusal.ts';
import { outdatedSignIn } from './server-call.ts';
import type { Asker, Origin } from './server-call.ts';

export type SignedOut = { readonly kind: 'signed-out'; readonly reason: string | null };

export type LetInDeps = {
  readonly nowMs: () => Instant;
  /** In the reach `access`. */
  readonly authenticate: (sql: Sql, token: string, origin: Origin) => Promise<Result<Asker, SignedOut>>;
  /** The seconds that somebody has to wait who asks too much, else null. */
  readonly wait: (asker: Asker) => number | null;
  /** What is known of tokens without asking the database. */
  readonly tokens: SeenTokens;
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

type Asking = Origin & { readonly meta: ServerCallMeta; readonly isRead: boolean; readonly token: string | null };

export type Begin = (deps: LetInDeps, request: Asking, sql: Sql) => Promise<Asker | null>;

/**
 * Who asks is looked up on the same journey on which their work asks for its first records, as who they were a moment ago: the
 * database gives the work nothing before it is clear that they still are, in every particular. Where not, nothing was done, and
 * all begins anew. Not for work that could do something before it has asked the database.
 */
export async function asLastTime<T>({ meta, isRead }: Asking, work: (begin: Begin) => Promise<T>): Promise<T> {
  if (!isRead && !meta.isHeavy) return await work(letIn);
  try {
    return await work(letInAsLastTime);
  } catch (error) {
    if (!(error instanceof AskerChanged)) throw error;
    return await work(letIn);
  }
}

/** Who asks is not who it was at the last call, as which this one has begun. */
class AskerChanged extends Error {
  override name = 'AskerChanged';
}

/** Puts the transaction into the reach of who asks; null where nobody needs to. */
export async function letIn(deps: LetInDeps, request: Asking, sql: Sql): Promise<Asker | null> {
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
  // First how often: what they may not is counted too.
  const refused = refusalOfOften(deps, asker) ?? refusalOfAsker(deps, request, asker);
  if (refused !== undefined) throw refusal(refused);
  await sql.enter(reachFor(request, asker));
  return asker;
}

async function letInAsLastTime(deps: LetInDeps, request: Asking, sql: Sql): Promise<Asker | null> {
  const { meta, token } = request;
  const last = token === null || meta.demand === 'nobody' ? undefined : deps.tokens.findLast(token);
  if (token === null || last === undefined || refusalOfAsker(deps, request, last) !== undefined)
    return await letIn(deps, request, sql);
  const refused = refusalOfOften(deps, last);
  const isStill = lookUp(deps, request, { sql, token }).then((found) => {
    if (!found.ok) throw new Refusal(found.failure);
    if (!isDeepStrictEqual(found.value, last)) throw new AskerChanged();
  });
  if (refused !== undefined) {
    await isStill;
    throw refusal(refused);
  }
  await sql.enter(reachFor(request, last), isStill);
  return last;
}

async function lookUp(
  { authenticate, tokens }: LetInDeps,
  origin: Origin,
  { sql, token }: { readonly sql: Sql; readonly token: string },
): Promise<Result<Asker, SignedOut>> {
  const found = await authenticate(sql, token, origin);
  tokens.note(token, found);
  return found;
}

/** Why they may not ask that, whenever they ask. */
function refusalOfAsker(
  { nowMs }: LetInDeps,
  { meta: { demand, isForPeople, needsRecentSignIn } }: Asking,
  asker: Asker,
): ServerFailure | undefined {
  if (isForPeople && asker.apiTokenId !== null) return { kind: 'only-for-people' };
  if (demand !== 'signed-in' && demand !== 'nobody' && !asker.permissions.has(demand))
    return { kind: 'not-permitted', permission: demand };
  return needsRecentSignIn ? outdatedSignIn(asker, nowMs()) : undefined;
}

function refusalOfOften({ wait }: LetInDeps, asker: Asker): ServerFailure | undefined {
  const seconds = wait(asker);
  return seconds === null ? undefined : { kind: 'too-many-requests', retryAfterSeconds: seconds };
}

function reachFor({ isRead, meta }: Asking, asker: Asker): Reach {
  return reachOf(asker, isRead || meta.isOpenWhenSuspended ? 'read' : 'write');
}

export function reachOf({ tenantId, userId, permissions }: Asker, mode: 'read' | 'write'): Reach {
  return { role: 'app', tenantId, userId, permissions: [...permissions], mode };
}
