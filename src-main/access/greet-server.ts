/*
 * Asks who answers at an address before anything is told that is secret, and whether the two understand each other. It reads what
 * every version of the server says alike, before it demands what only those of this contract say.
 */
import { greetingApi, serverInfoSchema } from '#shared/access/access-server-api.ts';
import type { ServerInfo } from '#shared/access/access-server-api.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { apiVersion } from '#shared/rpc/server-contract.ts';
import type { ServerFailure } from '#shared/rpc/server-contract.ts';

import { ask, createLink } from './server-link.ts';

export async function greetServer(
  { address, version }: { readonly address: string; readonly version: string },
  signal?: AbortSignal,
): Promise<Result<ServerInfo, ServerFailure>> {
  const server = createLink(greetingApi, { address, token: null, version });
  const said = await ask(address, async () => await server.info({}, signal === undefined ? {} : { signal }));
  if (!said.ok) return said;
  const { apiVersion: theirs, version: serverVersion } = said.value;
  if (theirs !== apiVersion)
    return fail({ kind: theirs > apiVersion ? 'server-too-new' : 'server-too-old', version: serverVersion });
  const info = serverInfoSchema.safeParse(said.value);
  return info.success ? ok(info.data) : fail({ kind: 'server-not-triptych', address });
}
