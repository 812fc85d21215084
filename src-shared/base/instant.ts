declare const instantBrand: unique symbol;

/** A moment: whole milliseconds since 1970-01-01 in UTC. */
export type Instant = number & { readonly [instantBrand]: true };

export function instantOf(ms: number): Instant {
  // The brand exists only for the compiler; any whole number of milliseconds is a moment.
  return Math.round(ms) as Instant;
}

/** The clock as an argument: nothing in the shared code reads the time by itself. */
export type Clock = { readonly nowMs: () => Instant };
