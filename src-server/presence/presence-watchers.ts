import type { PresenceEvent } from '#shared/presence/presence-server-api.ts';

import { placeKey } from './presence-board.ts';
import type { Place, PresenceBoard } from './presence-board.ts';

/** A device that watches. Nothing waits for it but the names of rooms that look different: it is told how they look then. */
export type Watcher = {
  readonly presenceId: string;
  readonly sessionId: string;
  readonly userId: string;
  readonly tenantId: string;
  readonly ring: (place: Place) => void;
  /** What it told is forgotten. */
  readonly askAgain: () => void;
  readonly end: () => void;
  readonly events: () => AsyncGenerator<PresenceEvent, void, void>;
};

type Who = Pick<Watcher, 'presenceId' | 'sessionId' | 'userId' | 'tenantId'>;

/** Of a cursor that runs, so many places are told; also what a hundred people in a room cost at most. */
const eventsEveryMs = 100;

export function createWatcher(board: PresenceBoard, who: Who, signal: AbortSignal): Watcher {
  const { presenceId } = who;
  const different = new Map<string, Place>();
  const end = new AbortController();
  const ended = AbortSignal.any([signal, end.signal]);
  let isToAskAgain = false;
  let wake: () => void = () => undefined;

  async function* events(): AsyncGenerator<PresenceEvent, void, void> {
    const onEnd = (): void => wake();
    ended.addEventListener('abort', onEnd);
    try {
      yield { kind: 'begun', presenceId };
      while (!ended.aborted) {
        if (isToAskAgain) {
          isToAskAgain = false;
          yield { kind: 'again' };
        }
        const places = [...different.values()];
        different.clear();
        for (const place of places) yield { kind: 'room', room: place.room, sessions: board.list(presenceId, place) };
        // oxlint-disable-next-line no-await-in-loop -- Event after event.
        if (places.length > 0) await pause(ended);
        // What came while it told something rings no more: it would wait for what never comes.
        // oxlint-disable-next-line no-await-in-loop -- Until something has happened.
        else if (!ended.aborted && !isToAskAgain) await new Promise<void>((resolve) => void (wake = resolve));
      }
    } finally {
      ended.removeEventListener('abort', onEnd);
    }
  }

  return {
    ...who,
    ring: (place) => {
      different.set(placeKey(place), place);
      wake();
    },
    askAgain: () => {
      isToAskAgain = true;
      wake();
    },
    end: () => end.abort(),
    events,
  };
}

async function pause(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, eventsEveryMs);
    signal.addEventListener('abort', done);
  });
}
