/** Puts an entry at the end of a Map that is in the order of use; beyond so many, what was put longest ago leaves it. */
export function putRecent<K, V>(map: Map<K, V>, key: K, value: V, sizeMax: number): void {
  map.delete(key);
  map.set(key, value);
  for (const [oldest] of map) {
    if (map.size <= sizeMax) return;
    map.delete(oldest);
  }
}
