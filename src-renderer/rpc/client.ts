import { ORPCError, createORPCClient } from '@orpc/client';

import type { ApiClient, Failure } from '#shared/features.ts';

import { createCoreConnection } from './connect.ts';
import { openPortSocket, openWebSocket } from './core-socket.ts';
import type { CoreSocket } from './core-socket.ts';
import { findBridge } from './electron-bridge.ts';
import { token } from './take-token.ts';
import { windowId } from './window-id.ts';

/** The page's one connection to the core: through the preload script's port in Electron, else to where the page came from. */
export const core = createCoreConnection(openCoreSocket, windowId);

/** Every call of the contract, with its types. */
export const client: ApiClient = createORPCClient(core.link);

/** The failure that a call told as plain data; undefined for what is no failure of the contract (a lost connection, a bug). */
export function failureOf(error: unknown): Failure | undefined {
  // `defined` says that the core has found the data to be of the contract's schema.
  return error instanceof ORPCError && error.defined && error.code === 'FAILURE' ? (error.data as Failure) : undefined;
}

function openCoreSocket(): CoreSocket {
  const bridge = findBridge();
  if (bridge !== undefined) return openPortSocket(bridge, window);
  return openWebSocket({ host: location.host, isSecure: location.protocol === 'https:' }, token);
}
