// A device that watches who is where, and tells where it is itself: again and again, as devices do, until it falls silent.
import { onTestFinished } from 'vitest';

import type { PresenceRoom } from '#shared/presence/presence-api.ts';
import type { PresenceEvent, ToldSession } from '#shared/presence/presence-server-api.ts';

import type { ServerClient } from '../server-client.harness.ts';

export const cell = { view: 'matrix', kind: 'cell', id: 'a>b' };

export function sessionIn(room: PresenceRoom, more: Partial<ToldSession> = {}): ToldSession {
  return { id: 's1', room, connectionId: 'w1', silentMs: 0, cursorPosition: cell, activeEditing: 'a', ...more };
}

/** Well before silence makes it gone for the others, also where the machine has stood still for a while. */
const repeatMs = 5_000;

export async function connectPresence(client: ServerClient) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const events = (await client.presence.watch({}, { signal: stop.signal }))[Symbol.asyncIterator]();
  const next = async (): Promise<PresenceEvent> => {
    const event = await events.next();
    if (event.done === true) throw new Error('The watch has ended.');
    return event.value;
  };
  const begun = await next();
  if (begun.kind !== 'begun') throw new Error('A watch says first by which id it is told.');
  const { presenceId } = begun;
  let repeating: NodeJS.Timeout | undefined;
  let lastSaid: Promise<unknown> = Promise.resolve();
  const fallSilent = async (): Promise<void> => {
    clearInterval(repeating);
    await lastSaid;
  };
  onTestFinished(fallSilent);
  const tell = async (...sessions: readonly ToldSession[]) => {
    const say = async () => await client.presence.tell({ presenceId, sessions: [...sessions] });
    clearInterval(repeating);
    const answer = await say();
    clearInterval(repeating); // Of another that was told meanwhile.
    if (!stop.signal.aborted) repeating = setInterval(() => (lastSaid = say().catch(() => undefined)), repeatMs);
    return answer;
  };
  /** The next that is told of a room which fits. */
  const sees = async (fits: (event: Extract<PresenceEvent, { kind: 'room' }>) => boolean) => {
    for (;;) {
      const event = await next();
      if (event.kind === 'room' && fits(event)) return event.sessions;
    }
  };
  const close = (): void => {
    clearInterval(repeating);
    stop.abort();
  };
  return { client, presenceId, tell, next, sees, fallSilent, close };
}
