/** Lets whatever else waits have its turn. */
export type GiveWay = () => Promise<void>;

/** Carries out piece after piece, and gives way after each. */
export async function inTurns<T>(giveWayOnce: GiveWay, pieces: Generator<undefined, T>): Promise<T> {
  for (let next = pieces.next(); ; next = pieces.next()) {
    if (next.done === true) return next.value;
    // oxlint-disable-next-line no-await-in-loop -- Piece after piece.
    await giveWayOnce();
  }
}

/** Carries out piece after piece, all in one go. */
export function inOneGo<T>(pieces: Generator<undefined, T>): T {
  for (let next = pieces.next(); ; next = pieces.next()) if (next.done === true) return next.value;
}
