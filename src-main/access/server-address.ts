/*
 * The address of a server as people type it, and the links that servers send. Beyond this machine only https: a password is not
 * to cross a network in the clear, whatever somebody has typed.
 */
import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';

export type ServerLinkKind = 'invite' | 'reset' | 'setup';
export type ServerLink = { readonly kind: ServerLinkKind; readonly id: string; readonly secret: string };

export type AddressProblem =
  | { readonly kind: 'address-unreadable'; readonly given: string }
  | { readonly kind: 'address-insecure'; readonly given: string };

export type ReadAddress = {
  /** Without a slash at its end. */
  readonly address: string;
  readonly link: ServerLink | null;
};

const linkPattern = /^(invite|reset|setup)_([0-9a-f-]{36})_([\w-]{43})$/;
const addressCharsMax = 2048;

/** `triptych.example.org`, `https://triptych.example.org/`, `http://127.0.0.1:7400`, `https://…/join#invite_…`. */
export function readServerAddress(given: string): Result<ReadAddress, AddressProblem> {
  const typed = given.trim();
  const unreadable = fail({ kind: 'address-unreadable' as const, given: typed.slice(0, 200) });
  if (typed === '' || typed.length > addressCharsMax || /\s/.test(typed)) return unreadable;
  const isWithScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed);
  const text = isWithScheme ? typed : `${isLoopback(typed.split(/[:/]/)[0] ?? '') ? 'http' : 'https'}://${typed}`;
  if (!URL.canParse(text)) return unreadable;
  const url = new URL(text);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '')
    return unreadable;
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return fail({ kind: 'address-insecure', given: url.origin });
  const link = readLink(url.hash.slice(1));
  const path = link === null ? url.pathname : url.pathname.replace(/\/join$/, '');
  return ok({ address: `${url.origin}${path}`.replace(/\/+$/, ''), link });
}

function readLink(fragment: string): ServerLink | null {
  const [, kind, id, secret] = linkPattern.exec(fragment) ?? [];
  if (kind === undefined || id === undefined || secret === undefined) return null;
  return { kind: kind as ServerLinkKind, id, secret }; // The pattern has the kinds.
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
