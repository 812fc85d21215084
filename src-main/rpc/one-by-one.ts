/*
 * What a window asks, begun in the order in which it was asked. oRPC reads a call in as many steps of promises as the call has
 * parts, so that of two that arrive together the shorter one would overtake: "undo" the edit it was meant to take back.
 */

/** Gives each message when all that the one before it has started, short of waiting for something outside, is done. */
export function oneByOne(give: (message: string) => void): (message: string) => void {
  const waiting: string[] = [];
  let isGiving = false;

  function giveNext(): void {
    const message = waiting.shift();
    isGiving = message !== undefined;
    if (message === undefined) return;
    give(message);
    // Node takes up its ticks again when no step of a promise is left.
    queueMicrotask(() => process.nextTick(giveNext));
  }

  return (message) => {
    waiting.push(message);
    if (!isGiving) giveNext();
  };
}
