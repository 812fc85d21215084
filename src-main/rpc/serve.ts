/*
 * Serves the contract to a connection. The only file of the core that knows oRPC's server: it joins contract and handlers
 * into oRPC's router, turns failed Results into the contract's FAILURE, keeps what is unexpected from leaving the process,
 * and ends what a client no longer waits for.
 */
import { isContractProcedure } from '@orpc/contract';
import type { AnyContractProcedure, AnyContractRouter } from '@orpc/contract';
import { ORPCError, implement } from '@orpc/server';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { z } from 'zod';

import { assert } from '#shared/base/assert.ts';
import { isId } from '#shared/base/id.ts';
import type { RandomBytes } from '#shared/base/id.ts';
import type { Actor } from '#shared/rpc/permission-rules.ts';
import { sessionHeader } from '#shared/rpc/wire.ts';

import { StoreRefusal } from '../store/store-failure.ts';
import type { Connection, Log } from './connection.ts';
import type { Handler, HandlersOf } from './handlers.ts';
import { oneByOne } from './one-by-one.ts';

/** More calls at once than any window makes, watches included; beyond it a client is broken or hostile. */
const openCallsMax = 1000;

type Context = { readonly actor: Actor; readonly load: { openCalls: number } };
type AnyHandler = Handler<unknown, unknown, unknown>;
type ServeDeps = { readonly log: Log; readonly random: RandomBytes };

export type Server = {
  /** Answers the connection's calls in the name of the actor until it closes. */
  readonly serve: (connection: Connection, actor: Actor) => void;
};

export function createServer<A extends { readonly [group: string]: AnyContractRouter }>(
  deps: ServeDeps,
  api: A,
  handlers: HandlersOf<A>,
): Server {
  const rpc = new RPCHandler<Context>(routerOf(deps, api, handlers), {
    rootInterceptors: [
      async (call) => {
        const actor = { ...call.context.actor, sessionId: sessionOf(call.request.headers[sessionHeader]) };
        return await call.next({ ...call, context: { ...call.context, actor } });
      },
    ],
  });
  return {
    serve(connection, actor) {
      const socket = socketOf(connection, deps.log);
      // Of a WebSocket, oRPC uses these two methods; the overloads of its declaration cannot be matched by a plain object.
      void rpc.upgrade(socket as unknown as Parameters<typeof rpc.upgrade>[0], {
        context: { actor, load: { openCalls: 0 } },
      });
    },
  };
}

/** The window names itself, so what it says is an id or nothing. */
function sessionOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && isId(header) ? header : undefined;
}

function routerOf(deps: ServeDeps, contract: AnyContractRouter, handlers: unknown): AnyRouter {
  if (isContractProcedure(contract)) {
    // HandlersOf has checked that a function stands where the contract has a call.
    return implementCall(deps, contract, handlers as AnyHandler);
  }
  const handlersByName = z.record(z.string(), z.unknown()).parse(handlers);
  return Object.fromEntries(
    Object.entries(contract).map(([name, part]) => {
      assert(handlersByName[name] !== undefined, `the call ${name} has no handler`);
      return [name, routerOf(deps, part, handlersByName[name])];
    }),
  );
}

// Output is not parsed again: the handlers' types hold it to the contract, and a list of 10,000 records would be walked twice.
const handlerConfig = { initialOutputValidationIndex: Number.NaN };

function implementCall(deps: ServeDeps, contract: AnyContractProcedure, handler: AnyHandler): AnyRouter {
  const told = (failure: unknown): ORPCError<string, unknown> => failureError(contract, failure);
  return implement<AnyContractProcedure, Context>(contract, handlerConfig).handler(
    async ({ input, context, signal, path }) => {
      const call = { actor: context.actor, signal: signal ?? new AbortController().signal };
      const { load } = context;
      if (load.openCalls >= openCallsMax) throw new ORPCError('TOO_MANY_REQUESTS');
      load.openCalls += 1;
      let isStreaming = false;
      const end = (): void => void (load.openCalls -= 1);
      try {
        const result = await handler(input, call);
        if (!result.ok) throw told(result.failure);
        const output = result.value;
        if (!isEvents(output)) return output;
        isStreaming = true;
        return guardEvents(output, call.signal, {
          onEnd: end,
          onError: (error) => errorForClient(deps, { path, told }, error),
        });
      } catch (error) {
        throw errorForClient(deps, { path, told }, error);
      } finally {
        if (!isStreaming) end();
      }
    },
  );
}

/** With the status that the contract gives it: of another one the client would not be told that it is the contract's. */
function failureError(contract: AnyContractProcedure, data: unknown): ORPCError<string, unknown> {
  const status = contract['~orpc'].errorMap['FAILURE']?.status;
  return new ORPCError('FAILURE', status === undefined ? { data } : { data, status });
}

// A write that the store refused is a fact for the client. What else went wrong inside may name files, queries or a user's data:
// the log gets it, the client gets where to look.
function errorForClient(
  deps: ServeDeps,
  { path, told }: { readonly path: readonly string[]; readonly told: (failure: unknown) => ORPCError<string, unknown> },
  error: unknown,
): ORPCError<string, unknown> {
  if (error instanceof ORPCError) return error;
  if (error instanceof StoreRefusal) return told(error.failure);
  const logId = Array.from(deps.random(new Uint8Array(4)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  deps.log(
    `${logId}: the call ${path.join('.')} broke. ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return new ORPCError('INTERNAL_SERVER_ERROR', {
    message: `Something inside Triptych broke. Its log has the details under ${logId}.`,
    data: { logId },
  });
}

type Events = AsyncIterator<unknown, unknown, unknown>;

function isEvents(output: unknown): output is Events {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output && 'next' in output;
}

/** Ends with the signal even where the handler's generator waits for something that never comes. */
async function* guardEvents(
  events: Events,
  signal: AbortSignal,
  { onEnd, onError }: { readonly onEnd: () => void; readonly onError: (error: unknown) => Error },
): AsyncGenerator<unknown, void, void> {
  try {
    for (;;) {
      const next = await nextUnlessAborted(events, signal);
      if (next === 'aborted' || next.done === true) return;
      yield next.value;
    }
  } catch (error) {
    throw onError(error);
  } finally {
    onEnd();
    // Not awaited: a generator that is still waiting for its next event takes its return only afterwards.
    events.return?.().catch(onError);
  }
}

// Not Promise.race with one promise of the signal's: that promise would keep a reaction for every event of a long watch.
function nextUnlessAborted(events: Events, signal: AbortSignal): Promise<IteratorResult<unknown, unknown> | 'aborted'> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve('aborted');
    const onAbort = (): void => resolve('aborted');
    signal.addEventListener('abort', onAbort);
    events
      .next()
      .finally(() => signal.removeEventListener('abort', onAbort))
      .then(resolve, reject);
  });
}

const wireMessageSchema = z.union([
  z.object({
    i: z.union([z.string(), z.number()]),
    t: z.literal(1).optional(),
    p: z.object({ u: z.string().startsWith('/') }),
  }),
  z.object({ i: z.union([z.string(), z.number()]), t: z.union([z.literal(3), z.literal(4)]) }),
]);

/** Looks at each message before oRPC does: it would print what it cannot read and go on. */
function socketOf(connection: Connection, log: Log) {
  return {
    send: connection.send,
    addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void) {
      if (type === 'close') connection.onClose(() => listener({}));
      if (type !== 'message') return;
      const give = oneByOne((data) => listener({ data }));
      connection.onMessage((data) => {
        if (isWireMessage(data)) return give(data);
        log('A client sent something that is not a call of Triptych; its connection was closed.');
        connection.close('not a call of Triptych');
      });
    },
  };
}

function isWireMessage(data: unknown): data is string {
  if (typeof data !== 'string') return false;
  try {
    return wireMessageSchema.safeParse(JSON.parse(data)).success;
  } catch {
    return false; // Not JSON at all.
  }
}
