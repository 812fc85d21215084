import path from 'node:path';

import { startThread } from './start-thread.ts';
import type { Thread } from './start-thread.ts';
import type { Answer, Question } from './table-thread-messages.ts';

export type TableThread = Thread<Question, Answer>;

/** `columnBytesMax` is what columns may take while they are put together. */
export function startTableThread(columnBytesMax: number): TableThread {
  const file = path.join(import.meta.dirname, 'table-thread.ts');
  return startThread<Question, Answer>({ file, bufferBytesMax: columnBytesMax });
}
