import { createId } from '#shared/base/id.ts';
import type { Instant } from '#shared/base/instant.ts';

/** What this window is called among the windows that are open: by those who see where it is, and by the changes that it makes. */
// Every count of milliseconds is a moment.
export const windowId = createId(Date.now() as Instant, (bytes) => crypto.getRandomValues(bytes));
