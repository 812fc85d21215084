/**
 * Whether a JSON value has lists and objects inside each other further down than this. Goes level by level, since whatever calls
 * itself for each level (schemas, JSON.stringify) is what a value that is too deep would break.
 */
export function isDeeperThan(value: unknown, depthMax: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > depthMax) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}
