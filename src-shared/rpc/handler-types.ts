/*
 * The type of what carries out a contract, computed from the contract: one function for each call, which gets the parsed
 * input and what is known of the call (`Call`), and returns a Result. It stops compiling when a call is added.
 */
import type { AnySchema, ContractProcedure, InferSchemaInput } from '@orpc/contract';
import type { z } from 'zod';

import type { Result } from '../base/result.ts';

/** A watch answers `ok(events)`, where `events` is an async generator or another async iterator. */
export type Handler<Input, Output, Failure, Call> = (
  input: Input,
  call: Call,
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

export type HandlerOf<P, Call> =
  P extends ContractProcedure<infer I, infer O, infer E, infer _M>
    ? Handler<InputOf<I>, OutputOf<O>, FailureOf<E>, Call>
    : HandlersOf<P, Call>;

export type HandlersOf<A, Call> = { readonly [name in keyof A]: HandlerOf<A[name], Call> };
