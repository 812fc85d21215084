/*
 * Tokens and links: `<kind>_<id>_<secret>`. The id finds the record, the secret shows that it is the holder's. The database
 * has only the secret's SHA-256; 256 random bits need no slow hash. They are compared in constant time, and are no JWT: what
 * has been revoked is refused at once, and there is one spelling of each.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `tps`: a person's session. `tpt`: a machine's token. The others are in links that are used once. */
export type TokenKind = 'tps' | 'tpt' | 'invite' | 'reset' | 'setup';

export type TokenParts = { readonly kind: TokenKind; readonly id: string; readonly secret: string };

const tokenPattern = /^(tps|tpt|invite|reset|setup)_([0-9a-f-]{36})_([\w-]{43})$/;
/** No longer text is looked at. */
const tokenCharsMax = 200;

export function createSecret(): { readonly secret: string; readonly secretHash: string } {
  const secret = randomBytes(32).toString('base64url');
  return { secret, secretHash: hashSecret(secret) };
}

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function formatToken({ kind, id, secret }: TokenParts): string {
  return `${kind}_${id}_${secret}`;
}

export function parseToken(text: string): TokenParts | undefined {
  if (text.length > tokenCharsMax) return undefined;
  const match = tokenPattern.exec(text);
  const [, kind, id, secret] = match ?? [];
  if (kind === undefined || id === undefined || secret === undefined) return undefined;
  return { kind: kind as TokenKind, id, secret }; // The pattern has the kinds.
}

export function isSecretOf(secret: string, secretHash: string): boolean {
  const given = Buffer.from(hashSecret(secret), 'hex');
  const kept = Buffer.from(secretHash, 'hex');
  return given.length === kept.length && timingSafeEqual(given, kept);
}

/** Where a link leads: the page says how to go on in Triptych. The secret stands behind the #, which no server is sent. */
export function linkTo(publicAddress: string, parts: TokenParts): string {
  return `${publicAddress}/join#${formatToken(parts)}`;
}
