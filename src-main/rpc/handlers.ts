/*
 * How a call of the contract is carried out: a handler gets the parsed input and who is asking, and returns a Result. It
 * knows nothing of the wire, so a test calls it as a function; serve.ts turns a failed Result into the contract's FAILURE.
 * Every api group has one function `createXHandlers(deps): HandlersOf<typeof xApi>`, which stops compiling when a call is added.
 */
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import type { Handler as AnyHandler, HandlersOf as AnyHandlersOf } from '#shared/rpc/handler-types.ts';
import { may } from '#shared/rpc/permission-rules.ts';
import type { Actor, Permission, Subject } from '#shared/rpc/permission-rules.ts';

export type CallContext = {
  readonly actor: Actor;
  /** Aborted when the client gives up the call or its connection ends. */
  readonly signal: AbortSignal;
};

/** A watch answers `ok(events)`, where `events` is an async generator or a `latestEvents`. */
export type Handler<Input, Output, Failure> = AnyHandler<Input, Output, Failure, CallContext>;
export type HandlersOf<A> = AnyHandlersOf<A, CallContext>;

/** Who writes, and in which window: what an edit of the store begins with. */
export function writtenBy({ userId, sessionId }: Actor): {
  readonly actorId: string;
  readonly sessionId: string | undefined;
} {
  return { actorId: userId, sessionId };
}

/** A watch that ends before its next event when the permission for it has been taken. Lists shrink instead (record-handlers.ts). */
export async function* whilePermitted<T>(
  events: AsyncIterable<T>,
  actor: Actor,
  permission: Permission,
): AsyncGenerator<T, void, void> {
  for await (const event of events) {
    if (!may(actor, permission)) return;
    yield event;
  }
}

type NotPermitted = Extract<CommonFailure, { readonly kind: 'not-permitted' }>;

/** Asks the one permission function; the first line of every handler (`if (!allowed.ok) return allowed`). */
export function demand(actor: Actor, permission: Permission, subject?: Subject): Result<undefined, NotPermitted> {
  return may(actor, permission, subject) ? ok(undefined) : fail({ kind: 'not-permitted', permission });
}
