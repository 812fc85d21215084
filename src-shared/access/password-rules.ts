/** Of more, argon2 would only make the server work; a sentence of four lines fits. */
export const passwordCharsMax = 1000;
/** Source: OWASP ASVS 5.0, 6.2.1 asks for 8 and recommends 15; without a second factor we ask for more than the least. */
export const passwordCharsMin = 12;

export type PasswordWeakness = 'short' | 'long' | 'common' | 'own-data' | 'repeated';

/**
 * Why a password is too easy to guess; undefined when it will do. There are no rules about kinds of characters, and none about
 * age (ASVS 6.2.5, 6.2.10): length is what helps.
 *
 * `common` is a set of lower-case passwords known to everybody; `own` what an attacker knows of the person (name, e-mail,
 * the tenant's name).
 */
export function passwordWeakness(
  password: string,
  { common, own }: { readonly common: ReadonlySet<string>; readonly own: readonly string[] },
): PasswordWeakness | undefined {
  const chars = Array.from(password);
  if (chars.length < passwordCharsMin) return 'short';
  if (chars.length > passwordCharsMax) return 'long';
  const folded = password.toLowerCase();
  if (common.has(folded) || common.has(folded.replaceAll(/[^a-z]/g, ''))) return 'common';
  if (isRepeated(folded)) return 'repeated';
  return holdsMostly(folded, own) ? 'own-data' : undefined;
}

/** A short piece over and over (`abcabcabcabc`), or a run along the alphabet (`abcdefghijkl`, `123456789012`). */
function isRepeated(folded: string): boolean {
  for (let length = 1; length <= 4; length += 1) {
    if (
      folded ===
      folded
        .slice(0, length)
        .repeat(Math.ceil(folded.length / length))
        .slice(0, folded.length)
    )
      return true;
  }
  const steps = Array.from(folded, (char, index) => char.charCodeAt(0) - folded.charCodeAt(index - 1)).slice(1);
  const along = steps.filter((step) => step === 1 || step === -1 || step === -9).length;
  return along > steps.length * 0.8;
}

/** Whether little is left of it when what is known of the person is taken out. */
function holdsMostly(folded: string, own: readonly string[]): boolean {
  const parts = own
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map((part) => part.toLowerCase())
    .filter((part) => part.length >= 4);
  let rest = folded;
  for (const part of parts.toSorted((a, b) => b.length - a.length)) rest = rest.replaceAll(part, '');
  return rest.length < 6 && rest.length < folded.length;
}
