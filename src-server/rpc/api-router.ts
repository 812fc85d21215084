/*
 * Joins the server's contract and its handlers into a router of oRPC, which the HTTP and the WebSocket carrier both use.
 */
import { isContractProcedure } from '@orpc/contract';
import type { AnyContractProcedure, AnyContractRouter } from '@orpc/contract';
import { ORPCError, implement } from '@orpc/server';
import type { AnyRouter } from '@orpc/server';
import { z } from 'zod';

import { assert } from '#shared/base/assert.ts';
import type { Result } from '#shared/base/result.ts';
import { errorCodeOf, refusedStatus } from '#shared/rpc/server-contract.ts';
import type { ServerCallMeta } from '#shared/rpc/server-contract.ts';

import { dispatch } from './dispatch.ts';
import type { DispatchDeps } from './dispatch.ts';
import { isHeld } from './even-answers.ts';
import type { EvenAnswers } from './even-answers.ts';
import type { Origin, ServerCall } from './server-call.ts';

/** What a carrier knows of who calls. */
export type CarrierContext = Origin & {
  readonly token: string | null;
  readonly idempotencyKey: string | null;
  /** Where the carrier has a place of its own for how long to wait. */
  readonly tellWait?: (seconds: number) => void;
};

/** Told of every call that has ended: for the log and the metrics. `outcome` is `ok`, a failure's kind, or `error`. */
export type CallEnd = {
  readonly call: string;
  readonly outcome: string;
  readonly tookMs: number;
  readonly context: CarrierContext;
  /** What was unexpected, and the reference by which the client was told of it. */
  readonly error?: { readonly reference: string; readonly cause: unknown };
};

export type RouterDeps = DispatchDeps & {
  readonly onCallEnd: (end: CallEnd) => void;
  readonly newReference: () => string;
  readonly holdAnswer: EvenAnswers;
};

type AnyHandler = (input: unknown, call: ServerCall) => Promise<Result<unknown, { readonly kind: string }>>;

export function apiRouter(deps: RouterDeps, contract: AnyContractRouter, handlers: unknown, path = ''): AnyRouter {
  if (isContractProcedure(contract)) {
    // ServerHandlersOf has checked that a function stands where the contract has a call.
    return implementCall(deps, contract, handlers as AnyHandler, path);
  }
  const handlersByName = z.record(z.string(), z.unknown()).parse(handlers);
  return Object.fromEntries(
    Object.entries(contract).map(([name, part]) => {
      const place = path === '' ? name : `${path}.${name}`;
      assert(handlersByName[name] !== undefined, `the call ${place} has no handler`);
      return [name, apiRouter(deps, part, handlersByName[name], place)];
    }),
  );
}

/** Of `FAILURE` oRPC knows no status, and would tell whoever is refused that the server has failed. */
function failureError(failure: { readonly kind: string }): ORPCError<string, { readonly kind: string }> {
  const code = errorCodeOf(failure.kind);
  return new ORPCError(code, { data: failure, ...(code === 'FAILURE' ? { status: refusedStatus } : {}) });
}

// Output is not parsed again: the handlers' types hold it to the contract.
const handlerConfig = { initialOutputValidationIndex: Number.NaN };

function implementCall(deps: RouterDeps, contract: AnyContractProcedure, handler: AnyHandler, call: string): AnyRouter {
  const { meta, route } = contract['~orpc'];
  const callMeta = meta as ServerCallMeta; // Only serverCall makes calls of this contract.
  const isRead = route.method === 'GET';
  return implement<AnyContractProcedure, CarrierContext>(contract, handlerConfig).handler(
    async ({ input, context, signal }) => {
      const startedMs = performance.now();
      const end = (outcome: string, error?: CallEnd['error']): void => {
        const told = { call, outcome, context, tookMs: performance.now() - startedMs };
        deps.onCallEnd(error === undefined ? told : { ...told, error });
      };
      try {
        const result = await dispatch(
          deps,
          {
            ...context,
            call,
            meta: callMeta,
            isRead,
            input,
            signal: signal ?? new AbortController().signal,
          },
          handler,
        );
        const outcome = result.ok ? 'ok' : result.failure.kind;
        end(outcome);
        if (isHeld(callMeta, outcome)) await deps.holdAnswer(call, startedMs);
        if (result.ok) return result.value;
        const { failure } = result;
        if ('retryAfterSeconds' in failure) context.tellWait?.(Number(failure.retryAfterSeconds));
        throw failureError(failure);
      } catch (error) {
        if (error instanceof ORPCError) throw error;
        // What it was stays here: it may hold what the client is not to see.
        const reference = deps.newReference();
        end('error', { reference, cause: error });
        throw new ORPCError('INTERNAL_SERVER_ERROR', {
          message: `Something failed on the server. Its log has the cause under ${reference}.`,
          data: { kind: 'server-failed', reference },
        });
      }
    },
  );
}
