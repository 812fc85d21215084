import { createId } from '#shared/base/id.ts';
import type { Instant } from '#shared/base/instant.ts';

/** The id of a record that a person makes now, in this window. */
export function newId(): string {
  // Every count of milliseconds is a moment.
  return createId(Date.now() as Instant, (bytes) => crypto.getRandomValues(bytes));
}
