import { isSound, noteSound } from '#shared/rpc/quick-schema.ts';
import { isPlainSentChange } from '#shared/sync/plain-records.ts';
import { sentChangeSchema } from '#shared/sync/sync-protocol.ts';

import type { ListReading } from '../http/read-long-list.ts';

/** How a push that is long is read: what is looked at there, the contract does not go through once more. */
export const pushReading: ListReading = {
  name: 'changes',
  isSound: (change) => isSound(sentChangeSchema, isPlainSentChange, change),
  noteSound: (changes, count) => noteSound(changes, sentChangeSchema, count),
};
