/*
 * How a call of the contract is carried out: a handler gets the parsed input and who is asking, and returns a Result. It
 * knows nothing of the wire, so a test calls it as a function; serve.ts turns a failed Result into the contract's FAILURE.
 * Every api group has one function `createXHandlers(deps): HandlersOf<typeof xApi>`, which stops compiling when a call is added.
 */
import type { AnySchema, ContractProcedure, InferSchemaInput } from '@orpc/contract';
import type { z } from 'zod';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { CommonFailure } from '#shared/rpc/contract.ts';
import { may } from '#shared/rpc/permission-rules.ts';
import type { Actor, Permission, Subject } from '#shared/rpc/permission-rules.ts';

export type CallContext = {
  readonly actor: Actor;
  /** Aborted when the client gives up the call or its connection ends. */
  readonly signal: AbortSignal;
};

/** A watch answers `ok(events)`, where `events` is an async generator or a `latestEvents`. */
export type Handler<Input, Output, Failure> = (
  input: Input,
  call: CallContext,
) => Result<Output, Failure> | Promise<Result<Output, Failure>>;

// What a handler gives may be read-only all the way down: it is written to the wire, never changed.
type Given<T> =
  T extends AsyncIteratorObject<infer Event>
    ? AsyncIteratorObject<Given<Event>, unknown, void>
    : T extends readonly (infer Item)[]
      ? readonly Given<Item>[]
      : T extends object
        ? { readonly [key in keyof T]: Given<T[key]> }
        : T;

type OutputOf<S> = S extends AnySchema ? Given<InferSchemaInput<S>> : undefined;
type InputOf<S> = S extends z.ZodType ? z.output<S> : undefined;
type FailureOf<E> = E extends { readonly FAILURE: { readonly data?: infer D } }
  ? D extends z.ZodType
    ? z.output<D>
    : never
  : never;

export type HandlerOf<P> =
  P extends ContractProcedure<infer I, infer O, infer E, infer _M>
    ? Handler<InputOf<I>, OutputOf<O>, FailureOf<E>>
    : HandlersOf<P>;

export type HandlersOf<A> = { readonly [name in keyof A]: HandlerOf<A[name]> };

type NotPermitted = Extract<CommonFailure, { readonly kind: 'not-permitted' }>;

/** Asks the one permission function; the first line of every handler (`if (!allowed.ok) return allowed`). */
export function demand(actor: Actor, permission: Permission, subject?: Subject): Result<undefined, NotPermitted> {
  return may(actor, permission, subject) ? ok(undefined) : fail({ kind: 'not-permitted', permission });
}
