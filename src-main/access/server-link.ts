/*
 * Asks a server. Nothing but the core does: it alone has the token. A call ends after its time at the latest, follows no
 * redirection (which could carry the token elsewhere), and tells what went wrong as the contract's failures.
 */
import { ORPCError, createORPCClient } from '@orpc/client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { apiPath, idempotencyHeader } from '#shared/rpc/server-contract.ts';
import type { ServerFailure } from '#shared/rpc/server-contract.ts';
import { serverApi } from '#shared/server-api.ts';
import type { ServerApiClient } from '#shared/server-api.ts';

export type ServerLinkOptions = {
  /** Without a slash at its end. */
  readonly address: string;
  readonly token: string | null;
  readonly version: string;
};

const callMsMax = 30_000;

/** Context of a call: the same key at a second try, so that a write takes effect once. */
type LinkContext = { readonly idempotencyKey?: string };
export type LinkedServer = ServerApiClient;

export function createServerLink({ address, token, version }: ServerLinkOptions): LinkedServer {
  const link = new OpenAPILink<LinkContext>(serverApi, {
    url: `${address}${apiPath}`,
    headers: ({ context }) => ({
      'user-agent': `Triptych/${version}`,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(context.idempotencyKey === undefined ? {} : { [idempotencyHeader]: context.idempotencyKey }),
    }),
    fetch: async (request, init) =>
      await fetch(request, {
        ...init,
        redirect: 'error',
        signal: AbortSignal.any([AbortSignal.timeout(callMsMax), ...(request.signal === null ? [] : [request.signal])]),
      }),
  });
  return createORPCClient(link);
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

function failureOf(error: unknown, address: string): ServerFailure {
  if (error instanceof ORPCError) {
    const data: unknown = error.data;
    // The contract's schema has been asked, or the dispatcher wrote it.
    if (isFailure(data) && (error.defined || data.kind === 'server-failed')) return data as ServerFailure;
    if (error.status === 429) return { kind: 'too-many-requests', retryAfterSeconds: 30 };
    if (error.status >= 500)
      return { kind: 'server-unreachable', address, problem: 'It is not ready to answer just now.' };
    return { kind: 'server-not-triptych', address };
  }
  if (error instanceof TypeError || error instanceof DOMException) {
    return { kind: 'server-unreachable', address, problem: problemOf(error) };
  }
  if (error instanceof SyntaxError) return { kind: 'server-not-triptych', address };
  throw error;
}

function isFailure(data: unknown): data is { readonly kind: string } {
  return typeof data === 'object' && data !== null && 'kind' in data && typeof data.kind === 'string';
}

const problems: { readonly [code: string]: string } = {
  ENOTFOUND: 'There is no machine of this name, or this one is offline.',
  EAI_AGAIN: 'Names cannot be looked up just now; this machine may be offline.',
  ECONNREFUSED: 'Nothing listens there.',
  ECONNRESET: 'The connection was cut.',
  ETIMEDOUT: 'It did not answer in time.',
  UND_ERR_CONNECT_TIMEOUT: 'It did not answer in time.',
  UND_ERR_SOCKET: 'The connection was cut.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'Its certificate is signed by itself. Have your system trust it, and start Triptych anew.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Its certificate comes from an authority that this machine does not trust.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Its certificate comes from an authority that this machine does not trust.',
  CERT_HAS_EXPIRED: 'Its certificate has expired.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another name.',
};

function problemOf(error: Error): string {
  if (error.name === 'TimeoutError') return 'It did not answer in time.';
  const cause: unknown = error.cause;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return problems[code] ?? `It could not be reached${code === '' ? '' : ` (${code})`}.`;
}
