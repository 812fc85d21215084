/** The same one after another, so many together; the last ones may be fewer. */
export function inPieces<T>(all: readonly T[], max: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / max) }, (_, index) => all.slice(index * max, (index + 1) * max));
}
