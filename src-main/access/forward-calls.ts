/*
 * Passes a window's calls on to the server of the open account. A write carries a key, so that it can be sent again when the
 * connection was cut in the middle and nobody knows whether it took effect.
 */
import { isContractProcedure } from '@orpc/contract';
import type { AnyContractRouter } from '@orpc/contract';

import { fail } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';

import type { CallContext, HandlersOf } from '../rpc/handlers.ts';
import type { ServerConnection } from './server-connection.ts';
import { ask, isPassing } from './server-link.ts';

type ForwardDeps = { readonly connection: ServerConnection; readonly newId: () => string };

const triesMax = 2;
const pauseMs = 300;

/** Handlers for a part of the server's contract; `places` says under which names the server has them, where they are others. */
export function forwardCalls<A extends { readonly [group: string]: AnyContractRouter }>(
  deps: ForwardDeps,
  contract: A,
  places: { readonly [group: string]: string },
): HandlersOf<A> {
  const handlers = Object.entries(contract).map(([group, part]) => [
    group,
    forwardPart(deps, part, [places[group] ?? group]),
  ]);
  // The same calls as the contract has, each with the contract's own input and output.
  return Object.fromEntries(handlers) as HandlersOf<A>;
}

function forwardPart(deps: ForwardDeps, contract: AnyContractRouter, path: readonly string[]): unknown {
  if (!isContractProcedure(contract)) {
    return Object.fromEntries(
      Object.entries(contract).map(([name, part]) => [name, forwardPart(deps, part, [...path, name])]),
    );
  }
  const isRead = contract['~orpc'].route.method === 'GET';
  return async (input: unknown, { signal }: CallContext): Promise<Result<unknown, { readonly kind: string }>> => {
    const state = deps.connection.read();
    const link = await deps.connection.link();
    if (!link.ok) return link;
    if (state.kind === 'none') return fail({ kind: 'not-connected' });
    const call = callAt(link.value, path);
    const options = { signal, context: isRead ? {} : { idempotencyKey: deps.newId() } };
    for (let number = 1; ; number += 1) {
      // oxlint-disable-next-line no-await-in-loop -- A second try only when the first has failed.
      const answer = await ask(state.address, async () => await call(input, options));
      if (answer.ok) return answer;
      if (number >= triesMax || signal.aborted || !isPassing(answer.failure)) {
        // What the status bar says of the connection may not be true any more.
        if (lost.has(answer.failure.kind)) deps.connection.tryNow();
        return answer;
      }
      // oxlint-disable-next-line no-await-in-loop -- The same.
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
}

const lost: ReadonlySet<string> = new Set(['signed-out', 'server-unreachable', 'server-not-triptych']);

type AnyCall = (input: unknown, options: object) => Promise<unknown>;

function callAt(client: object, path: readonly string[]): AnyCall {
  // oRPC's client has a function at the end of every path of the contract.
  return path.reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], client) as AnyCall;
}
