/** Stops the work when something that cannot be is. The message names the thing and its id. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** For the end of a switch over a union: compiles only while every kind has a branch. */
export function unreachable(value: never): never {
  throw new Error(`A kind without a branch: ${JSON.stringify(value)}`);
}
