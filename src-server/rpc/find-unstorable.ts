/** Deeper input is no call's. */
const depthMax = 100;

/**
 * The place of the first text that PostgreSQL cannot store as it is: one with a NUL, or with half a surrogate pair, which is no
 * character. Asked of every call's whole input, names of JSON's members included, so that no handler has to think of it.
 */
export function findUnstorable(input: unknown, place = '', depth = 0): string | undefined {
  if (typeof input === 'string') return input.includes('\0') || !input.isWellFormed() ? place : undefined;
  if (typeof input !== 'object' || input === null) return undefined;
  if (depth >= depthMax) return place;
  for (const [name, value] of Object.entries(input)) {
    const within = place === '' ? name : `${place}.${name}`;
    if (findUnstorable(name) !== undefined) return place === '' ? 'name' : place;
    const found = findUnstorable(value, within, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
