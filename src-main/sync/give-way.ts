export type GiveWay = () => Promise<void>;

/** Lets whoever waits for the core have their turn: what has come in meanwhile is answered first. */
export async function giveWay(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Carries out piece after piece, and gives way after each. */
export async function inTurns<T>(giveWayOnce: GiveWay, pieces: Generator<undefined, T>): Promise<T> {
  for (let next = pieces.next(); ; next = pieces.next()) {
    if (next.done === true) return next.value;
    // oxlint-disable-next-line no-await-in-loop -- Piece after piece.
    await giveWayOnce();
  }
}
