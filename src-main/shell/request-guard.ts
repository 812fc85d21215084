/*
 * Who may talk to the loopback server. It listens on 127.0.0.1 only, which keeps other machines out, but not the pages that
 * the person has open in the same browser: those are told apart by Host (DNS rebinding) and Origin (cross-site WebSockets), and
 * everything that can do something needs the token of this start.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

export const socketProtocol = 'triptych';
const tokenPrefix = 'token.';

export function isOurHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${String(port)}` || host === `localhost:${String(port)}`;
}

/** A page of ours always sends its origin with a WebSocket; who sends none is no browser and has no business here. */
export function isOurOrigin(origin: string | undefined, port: number): boolean {
  return origin === `http://127.0.0.1:${String(port)}` || origin === `http://localhost:${String(port)}`;
}

/** The token travels as a second WebSocket protocol: unlike an address, that is in nobody's history or log. */
export function protocolsWithToken(token: string): readonly [string, string] {
  return [socketProtocol, `${tokenPrefix}${token}`];
}

export function hasToken(protocols: Iterable<string>, token: string): boolean {
  for (const protocol of protocols) {
    if (protocol.startsWith(tokenPrefix) && isSame(protocol.slice(tokenPrefix.length), token)) return true;
  }
  return false;
}

// Through a hash, since timingSafeEqual wants equal lengths, and a comparison that ends early tells how far it came.
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
