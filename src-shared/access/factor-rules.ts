/*
 * The second factor: a code of an authenticator (RFC 6238), or one of ten recovery codes for the day on which it is lost. What
 * both sides have to know of how they look; how they are made and checked is the server's (`src-server/access/time-code.ts`,
 * `recovery-codes.ts`).
 */

/** What every authenticator does that reads an `otpauth://` address; many know nothing else. */
export const timeCodeDigits = 6;
export const timeStepSeconds = 30;

export const recoveryCodesMax = 10;
/** Crockford's letters and digits: none of them is taken for another. 24 are 120 bits, so that a plain hash keeps them (ASVS 6.5.2). */
export const recoveryAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const recoveryCodeChars = 24;
const recoveryGroupChars = 4;

/** More is not looked at. */
export const typedCodeCharsMax = 100;

export type TypedCode =
  | { readonly kind: 'time'; readonly digits: string }
  | { readonly kind: 'recovery'; readonly code: string };

/** What somebody has typed or pasted, with whatever spaces and hyphens; undefined for what can be neither code. */
export function parseCode(typed: string): TypedCode | undefined {
  const text = typed.replaceAll(/[\s-]/gu, '').toUpperCase();
  if (text.length === timeCodeDigits && /^\d+$/.test(text)) return { kind: 'time', digits: text };
  // As Crockford's alphabet is read: what looks alike is the same.
  const code = text.replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const isRecovery =
    code.length === recoveryCodeChars && code.split('').every((char) => recoveryAlphabet.includes(char));
  return isRecovery ? { kind: 'recovery', code } : undefined;
}

/** In groups, as it is shown and printed. */
export function formatRecoveryCode(code: string): string {
  return groupsOf(code, recoveryGroupChars).join('-');
}

/** The secret of an authenticator as somebody types it who cannot take a picture. */
export function formatSecret(secret: string): string {
  return groupsOf(secret, recoveryGroupChars).join(' ');
}

function groupsOf(text: string, chars: number): readonly string[] {
  return text.match(new RegExp(`.{1,${String(chars)}}`, 'g')) ?? [];
}

/** Why a code is refused. `clock`: it was right some minutes ago. */
export const codeProblems = ['wrong', 'used', 'clock'] as const;
export type CodeProblem = (typeof codeProblems)[number];
