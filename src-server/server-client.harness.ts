/* What tests ask a server with, over HTTP, wherever it runs. */
import { createORPCClient } from '@orpc/client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';

import type { SignedIn } from '#shared/access/me.ts';
import { assert } from '#shared/base/assert.ts';
import { apiPath } from '#shared/rpc/server-contract.ts';
import { serverApi } from '#shared/server-api.ts';
import type { ServerApiClient as ServerClient } from '#shared/server-api.ts';

export const testDevice = { name: 'Test machine', platform: 'linux' };
export const testPassword = 'quartz lantern over 7 rivers';

export type { ServerClient };

export function clientOf(
  address: string,
  token: string | null = null,
  headers: { readonly [name: string]: string } = {},
): ServerClient {
  return createORPCClient(
    new OpenAPILink(serverApi, {
      url: `${address}${apiPath}`,
      headers: () => ({ ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) }),
    }),
  );
}

/** Uses the link of a first start. */
export async function takeSetUpLink(
  client: ServerClient,
  { id, secret }: { readonly id: string; readonly secret: string },
  email = 'ada@example.org',
): Promise<SignedIn> {
  return await client.access.setUp({
    id,
    secret,
    tenantName: 'Example Institute',
    slug: 'example',
    name: 'Ada Lovelace',
    email,
    password: testPassword,
    device: testDevice,
  });
}

/** The session that a way in has begun at once; fails the test where a second factor was asked for. */
export function signedInOf(answer: SignedIn | { readonly kind: string }): SignedIn {
  assert('token' in answer, `No session was begun, but: ${answer.kind}.`);
  return answer;
}

/** The failure that a refused call told; fails the test where the call was not refused. */
export async function failureOf(call: Promise<unknown>): Promise<{ readonly kind: string }> {
  const answer: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert(answer instanceof Error && 'data' in answer, `The call was not refused: ${String(answer)}`);
  return answer.data as { readonly kind: string }; // The contract's errors carry failures.
}
