/**
 * A map whose values are made when they are first read, and stay the same from then on.
 *
 * A class, since that is what a map is to whoever reads it: `new Map(lazy)` and `for (… of lazy)` make all that is left.
 */
export class LazyMap<P, V> implements ReadonlyMap<string, V> {
  readonly #made = new Map<string, V>();
  readonly #make: (place: P) => V;
  readonly #findPlaces: () => ReadonlyMap<string, P>;
  #places: ReadonlyMap<string, P> | undefined;

  /** `findPlaces` is called once, and only when something is asked for; `make` once for each place. */
  constructor(findPlaces: () => ReadonlyMap<string, P>, make: (place: P) => V) {
    this.#findPlaces = findPlaces;
    this.#make = make;
  }

  get #placeByKey(): ReadonlyMap<string, P> {
    return (this.#places ??= this.#findPlaces());
  }

  get size(): number {
    return this.#placeByKey.size;
  }

  has(key: string): boolean {
    return this.#placeByKey.has(key);
  }

  get(key: string): V | undefined {
    const made = this.#made.get(key);
    if (made !== undefined) return made;
    const place = this.#placeByKey.get(key);
    return place === undefined ? undefined : this.#makeAt(key, place);
  }

  #makeAt(key: string, place: P): V {
    const made = this.#made.get(key) ?? this.#make(place);
    this.#made.set(key, made);
    return made;
  }

  keys(): MapIterator<string> {
    return this.#placeByKey.keys();
  }

  *values(): Generator<V, undefined, unknown> {
    for (const [key, place] of this.#placeByKey) yield this.#makeAt(key, place);
    return undefined;
  }

  *entries(): Generator<[string, V], undefined, unknown> {
    for (const [key, place] of this.#placeByKey) yield [key, this.#makeAt(key, place)];
    return undefined;
  }

  [Symbol.iterator](): Generator<[string, V], undefined, unknown> {
    return this.entries();
  }

  forEach(visit: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}
