import { generateKeyBetween } from 'fractional-indexing';

/**
 * The order key of a record that is put between two others; null is the beginning or the end of the list.
 *
 * Shape:  keys sort as their bytes do; records of the same key by their ids. Two devices that put something into the same gap
 *         choose the same key, and no key fits between equal ones: what is put there gets that key too, and stands among them.
 * Cost:   a key grows by a character for every five records put into one and the same gap; the field takes 200.
 */
export function orderKeyBetween(before: string | null, after: string | null): string {
  if (before !== null && before === after) return before;
  return generateKeyBetween(before, after);
}

/** Whether a text is a key that others can be put beside. */
export function isOrderKey(text: string): boolean {
  try {
    generateKeyBetween(text, null);
    return true;
  } catch {
    return false;
  }
}
