/** Of more, argon2 would only make the server work; a sentence of four lines fits. */
export const passwordCharsMax = 1000;
/**
 * Source: OWASP ASVS 5.0, 6.2.1 asks for 8 and recommends 15; without a second factor we ask for more than the least. There
 * are no rules about kinds of characters, and none about age (6.2.5, 6.2.10): length, and not being guessable, is what helps.
 */
export const passwordCharsMin = 12;

export const passwordWeaknesses = ['short', 'long', 'guessable'] as const;
export type PasswordWeakness = (typeof passwordWeaknesses)[number];

/** What can be told of a password without a dictionary; undefined when that is no reason against it. */
export function lengthWeakness(password: string): PasswordWeakness | undefined {
  const chars = Array.from(password).length;
  if (chars < passwordCharsMin) return 'short';
  return chars > passwordCharsMax ? 'long' : undefined;
}
