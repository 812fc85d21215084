/** Lets whoever waits for the core have their turn: what has come in meanwhile is answered first. */
export async function giveWay(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
