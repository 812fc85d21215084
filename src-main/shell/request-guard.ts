/*
 * Who may talk to the loopback server. It listens on 127.0.0.1 only, which keeps other machines out, but not the pages that
 * the person has open in the same browser: those are told apart by Host (DNS rebinding) and Origin (cross-site WebSockets), and
 * everything that can do something needs the token of this start.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

export function isOurHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${String(port)}` || host === `localhost:${String(port)}`;
}

/** A page of ours always sends its origin with a WebSocket; who sends none is no browser and has no business here. */
export function isOurOrigin(origin: string | undefined, port: number): boolean {
  return origin === `http://127.0.0.1:${String(port)}` || origin === `http://localhost:${String(port)}`;
}

export function isToken(given: string | undefined, token: string): boolean {
  return given !== undefined && isSame(given, token);
}

// Through a hash, since timingSafeEqual wants equal lengths, and a comparison that ends early tells how far it came.
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
