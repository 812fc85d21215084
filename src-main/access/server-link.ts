/*
 * Asks a server. Nothing but the core does: it alone has the token. A call ends after its time at the latest, follows no
 * redirection (which could carry the token elsewhere), reads no more than an answer may have, believes nothing that the contract
 * does not describe, and tells what went wrong as the contract's failures.
 */
import { ORPCError, createORPCClient } from '@orpc/client';
import { ValidationError } from '@orpc/contract';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { ResponseValidationPlugin } from '@orpc/contract/plugins';
import { OpenAPILink } from '@orpc/openapi-client/fetch';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { apiPath, idempotencyHeader, serverFailureSchema } from '#shared/rpc/server-contract.ts';
import type { ServerFailure } from '#shared/rpc/server-contract.ts';
import { serverApi } from '#shared/server-api.ts';
import type { ServerApiClient } from '#shared/server-api.ts';

import { carryBytes, UnreadableAnswer } from './carry-bytes.ts';
import type { BytesAnswer } from './carry-bytes.ts';
import { openDeadline } from './open-deadline.ts';
import { packRequest } from './pack-request.ts';

export type ServerLinkOptions = {
  /** Without a slash at its end. */
  readonly address: string;
  readonly token: string | null;
  readonly version: string;
};

const callMsMax = 30_000;
/** Pages of lists have a few hundred kilobytes; everything that is stored of a person may have some megabytes. */
const answerBytesMax = 32 * 1024 * 1024;

/** Context of a call: the same key at a second try, so that a write takes effect once. */
type LinkContext = {
  readonly idempotencyKey?: string;
  /**
   * What goes as the body in the place of the file that the contract was given, an empty one; and who takes what comes, in the place
   * of the file that it answers, then an empty one. A `File`, and whatever `fetch` carries, keep their bytes where they are not soon
   * collected; these go by `carryBytes`.
   */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly takeBytes?: (bytes: Uint8Array<ArrayBuffer>) => void;
};
export type LinkedServer = ServerApiClient;

export function createServerLink(options: ServerLinkOptions): LinkedServer {
  return createLink(serverApi, options);
}

/** The same for a part of the contract. */
export function createLink<A extends AnyContractRouter>(
  contract: A,
  { address, token, version }: ServerLinkOptions,
): ContractRouterClient<A, LinkContext> {
  const link = new OpenAPILink<LinkContext>(contract, {
    url: `${address}${apiPath}`,
    headers: ({ context }) => ({
      'user-agent': `Triptych/${version}`,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(context.idempotencyKey === undefined ? {} : { [idempotencyHeader]: context.idempotencyKey }),
    }),
    plugins: [new ResponseValidationPlugin(contract)],
    fetch: async (request, init, { context }) => {
      if (context.bytes !== undefined || context.takeBytes !== undefined) return await carry(request, context);
      const signal = AbortSignal.any([
        AbortSignal.timeout(callMsMax),
        ...(request.signal === null ? [] : [request.signal]),
      ]);
      return bounded(await fetch(await packRequest(request), { ...init, redirect: 'error', signal }));
    },
  });
  return createORPCClient(link);
}

async function carry(
  { url, method, headers, signal }: Request,
  { bytes: body, takeBytes }: LinkContext,
): Promise<Response> {
  headers.delete('content-length'); // Of the empty file.
  using deadline = openDeadline(callMsMax, signal);
  const answer = await carryBytes({ url, method, headers, body, answerBytesMax, signal: deadline.signal });
  const { status } = answer;
  if (redirections.has(status)) throw new TypeError('It leads elsewhere.', { cause: new Error(redirectedText) });
  const isTaken = takeBytes !== undefined && status >= 200 && status < 300;
  if (isTaken) takeBytes(answer.bytes);
  return toResponse(isTaken ? { ...answer, bytes: new Uint8Array(0) } : answer);
}

/** A response may be made neither with a body that its status has none of, nor with a status that there is not. */
function toResponse({ status, headers, bytes }: BytesAnswer): Response {
  if (status > 599) throw new UnreadableAnswer();
  return new Response(bodiless.has(status) ? null : bytes, { status, headers });
}

const redirections: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/** Counted as it is unpacked: a small answer can be packed from a huge one. */
function bounded(response: Response): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (piece, controller) => {
        bytes += piece.byteLength;
        if (bytes > answerBytesMax) controller.error(new UnreadableAnswer());
        else controller.enqueue(piece);
      },
    }),
  );
  const { status, headers } = response;
  return new Response(counted, { status, headers });
}

/** A failure of the contract, or why the server could not be asked. What is neither is a fault of ours, and thrown. */
export async function ask<T>(
  address: string,
  question: () => Promise<T>,
): Promise<Result<T, ServerFailure & { readonly kind: string }>> {
  try {
    return ok(await question());
  } catch (error) {
    return fail(failureOf(error, address));
  }
}

const lateText = 'It did not answer in time.';

/** Whether the same question may find another answer in a moment: the connection was cut, or nobody was there yet. */
export function isPassing(failure: { readonly kind: string }): boolean {
  return failure.kind === 'server-unreachable' && 'problem' in failure && failure.problem !== lateText;
}

/** Of an error that a server has answered with, or of an answer that is none of the contract's; undefined where nothing was answered. */
export function failureOfAnswer(error: unknown, address: string): ServerFailure | undefined {
  if (error instanceof ORPCError) return failureOfError(error, address);
  const isForeign = error instanceof ValidationError || error instanceof SyntaxError;
  return isForeign ? { kind: 'server-not-triptych', address } : undefined;
}

function failureOf(error: unknown, address: string): ServerFailure {
  const answered = failureOfAnswer(error, address);
  if (answered !== undefined) return answered;
  const foreign: ServerFailure = { kind: 'server-not-triptych', address };
  if (error instanceof UnreadableAnswer) return foreign;
  if (isNetworkError(error)) return { kind: 'server-unreachable', address, problem: problemOf(error) };
  // oRPC wraps what kept it from reading an answer: a connection cut in the middle, or what is no answer of its protocol.
  if (error instanceof Error && error.cause !== undefined && error.cause !== error)
    return isNetworkError(error.cause) ? failureOf(error.cause, address) : foreign;
  throw error;
}

function failureOfError(error: ORPCError<string, unknown>, address: string): ServerFailure {
  // The contract's schema has found the data to be one of the call's failures.
  if (error.defined) return error.data as ServerFailure;
  const common = serverFailureSchema.safeParse(error.data);
  if (common.success && common.data.kind === 'server-failed') return common.data;
  // What the contract does not let in; who asked should have looked before.
  if (error.status === 400)
    return { kind: 'record-invalid', entity: 'request', problems: ['What was typed does not fit'] };
  if (error.status === 429) return { kind: 'too-many-requests', retryAfterSeconds: 30 };
  if (error.status >= 500)
    return { kind: 'server-unreachable', address, problem: 'It is not ready to answer just now.' };
  return { kind: 'server-not-triptych', address };
}

/** What `fetch` throws: TypeErrors for what happens to a connection, DOMExceptions for what is given up. */
function isNetworkError(error: unknown): error is Error {
  return (error instanceof TypeError && error.cause !== undefined) || error instanceof DOMException;
}

const problems: { readonly [code: string]: string } = {
  ENOTFOUND: 'There is no machine of this name, or this one is offline.',
  EAI_AGAIN: 'Names cannot be looked up just now; this machine may be offline.',
  ECONNREFUSED: 'Nothing listens there.',
  ECONNRESET: 'The connection was cut.',
  ETIMEDOUT: lateText,
  UND_ERR_CONNECT_TIMEOUT: lateText,
  UND_ERR_HEADERS_TIMEOUT: lateText,
  UND_ERR_SOCKET: 'The connection was cut.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'Its certificate is signed by itself. Have your system trust it, and start Triptych anew.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Its certificate comes from an authority that this machine does not trust.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Its certificate comes from an authority that this machine does not trust.',
  CERT_HAS_EXPIRED: 'Its certificate has expired.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another name.',
};

/** Its only sign is the message of undici. */
const redirectedText = 'unexpected redirect';

function problemOf(error: Error): string {
  if (error.name === 'TimeoutError') return lateText;
  const cause: unknown = error.cause;
  if (cause instanceof Error && cause.message === redirectedText)
    return 'It leads on to another address, which is not followed. Connect to that one.';
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return problems[code] ?? `It could not be reached${code === '' ? '' : ` (${code})`}.`;
}
