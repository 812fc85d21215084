export type TurnLimits = {
  /** This many wait before more are refused. */
  readonly waitingMax: number;
  /** So long one waits; a transaction begun within another, which would wait for itself, ends so too. */
  readonly waitMsMax: number;
};

/** Work one after another, in the order of asking. */
export function createTurns({ waitingMax, waitMsMax }: TurnLimits): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  return async (work) =>
    await new Promise((resolve, reject) => {
      if (waiting >= waitingMax) {
        reject(new Error('Too many transactions wait for the database.'));
        return;
      }
      waiting += 1;
      let hasGivenUp = false;
      const timer = setTimeout(() => {
        hasGivenUp = true;
        waiting -= 1;
        reject(new Error('A transaction has waited too long for its turn on the database.'));
      }, waitMsMax);
      last = last.then(async () => {
        if (hasGivenUp) return;
        clearTimeout(timer);
        waiting -= 1;
        try {
          resolve(await work());
        } catch (error) {
          reject(error);
        }
      });
    });
}
