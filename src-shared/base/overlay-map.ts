/**
 * A map that is another one but for a few entries: an edit of one record of thousands costs as much as the few, and what was packed
 * stays packed. It never changes; the next one is made from it by `overlayMap`.
 *
 * A class, since that is what a map is to whoever reads it. In the order of the map below, then of what was added.
 */
class OverlayMap<V> implements ReadonlyMap<string, V> {
  readonly below: ReadonlyMap<string, V>;
  /** Undefined for an entry that is gone. */
  readonly changes: ReadonlyMap<string, V | undefined>;
  readonly size: number;

  constructor(below: ReadonlyMap<string, V>, changes: ReadonlyMap<string, V | undefined>) {
    this.below = below;
    this.changes = changes;
    let size = below.size;
    for (const [key, value] of changes) size += (value === undefined ? 0 : 1) - (below.has(key) ? 1 : 0);
    this.size = size;
  }

  has(key: string): boolean {
    return this.changes.has(key) ? this.changes.get(key) !== undefined : this.below.has(key);
  }

  get(key: string): V | undefined {
    return this.changes.has(key) ? this.changes.get(key) : this.below.get(key);
  }

  *keys(): Generator<string, undefined, unknown> {
    for (const key of this.below.keys()) if (this.has(key)) yield key;
    for (const [key, value] of this.changes) if (value !== undefined && !this.below.has(key)) yield key;
    return undefined;
  }

  *entries(): Generator<[string, V], undefined, unknown> {
    for (const [key, value] of this.below) {
      if (!this.changes.has(key)) yield [key, value];
      else {
        const changed = this.changes.get(key);
        if (changed !== undefined) yield [key, changed];
      }
    }
    for (const [key, value] of this.changes) if (value !== undefined && !this.below.has(key)) yield [key, value];
    return undefined;
  }

  *values(): Generator<V, undefined, unknown> {
    for (const [, value] of this.entries()) yield value;
    return undefined;
  }

  [Symbol.iterator](): Generator<[string, V], undefined, unknown> {
    return this.entries();
  }

  forEach(visit: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}

/** Beyond so many changes a map of its own is made: it is read sooner, and the next change is as cheap again. */
const changesMax = 512;

/** The map with these entries set, and those that are undefined taken away. No value of it is undefined. */
export function overlayMap<V>(
  map: ReadonlyMap<string, V>,
  changes: ReadonlyMap<string, V | undefined>,
): ReadonlyMap<string, V> {
  if (changes.size === 0) return map;
  const below = map instanceof OverlayMap ? (map as OverlayMap<V>).below : map;
  const all = map instanceof OverlayMap ? new Map((map as OverlayMap<V>).changes) : new Map<string, V | undefined>();
  for (const [key, value] of changes) all.set(key, value);
  if (all.size <= changesMax) return new OverlayMap(below, all);
  const whole = new Map(map);
  for (const [key, value] of changes) {
    if (value === undefined) whole.delete(key);
    else whole.set(key, value);
  }
  return whole;
}

/** The keys under which two maps may differ; undefined where nothing is known of it but by looking at all. */
export function overlayDifference(
  one: ReadonlyMap<string, unknown>,
  other: ReadonlyMap<string, unknown>,
): ReadonlySet<string> | undefined {
  const [oneBelow, otherBelow] = [one, other].map((map) => (map instanceof OverlayMap ? map.below : map));
  if (oneBelow !== otherBelow) return undefined;
  return new Set([one, other].flatMap((map) => (map instanceof OverlayMap ? [...map.changes.keys()] : [])));
}
