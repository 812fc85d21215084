/*
 * Tells a connected client at once when its session ends, its rights change or there are changes to fetch, from whichever server process that came.
 */
import { ok } from '#shared/base/result.ts';
import type { ServerApi } from '#shared/server-api.ts';
import type { News } from '#shared/sync/sync-protocol.ts';

import type { ServerDatabase } from '../db/server-database.ts';
import { askerOf } from '../rpc/server-call.ts';
import type { ServerHandlersOf } from '../rpc/server-call.ts';
import { changesChannel, rightsChannel, sessionChannel, tenantChannel } from '../rpc/live-channels.ts';
import type { SessionEnd } from '../access/end-sessions.ts';
import { readAnnouncement } from './change-announcement.ts';
import { joinNews } from './news-board.ts';
import type { NewsBoard } from './news-board.ts';

type LiveEvent =
  | { readonly kind: 'begun' }
  | { readonly kind: 'session-ended'; readonly reason: SessionEnd }
  | { readonly kind: 'rights-changed' }
  | { readonly kind: 'tenant-changed' }
  | ChangesEvent;

type ChangesEvent = { readonly kind: 'changes'; readonly seq: number; readonly news?: News };

export type LiveSessions = {
  readonly handlers: ServerHandlersOf<ServerApi['live']>;
  /** Calls when a session has ended, in whichever process; returns what stops it. For carriers that hold connections open. */
  readonly onSessionEnd: (listener: (sessionId: string) => void) => () => void;
  /** Clients that are told at present. */
  readonly count: () => number;
  readonly close: () => Promise<void>;
};

/** What waits for a client that does not read; then only the newest matter, and a client asks anew after any of them. */
const waitingMax = 8;

type Watcher = {
  readonly sessionId: string | null;
  readonly userId: string;
  readonly tenantId: string;
  /** Whether changes are told as they are, where that can be. */
  readonly takesNews: boolean;
  readonly tell: (event: LiveEvent) => void;
};

export async function createLiveSessions(database: ServerDatabase, news: NewsBoard): Promise<LiveSessions> {
  const watchers = new Set<Watcher>();
  const endListeners = new Set<(sessionId: string) => void>();
  const tell = (isMeant: (watcher: Watcher) => boolean, event: LiveEvent): void => {
    for (const watcher of watchers) if (isMeant(watcher)) watcher.tell(event);
  };
  // What was not heard may have been anything: whoever is told asks anew.
  const onGap = (): void => {
    news.forget('all');
    tell(() => true, { kind: 'rights-changed' });
  };
  const stops = [
    await database.listen(sessionChannel, {
      onMessage: (message) => {
        const [id = '', reason = ''] = message.split(' ');
        tell(({ sessionId }) => sessionId === id, { kind: 'session-ended', reason: reason as SessionEnd }); // endSessions announced it.
        for (const listener of endListeners) listener(id);
      },
      onGap,
    }),
    await database.listen(rightsChannel, {
      onMessage: (message) => {
        const [user = '', tenant = ''] = message.split(' ');
        news.forget(user === '*' ? { tenantId: tenant } : { userId: user });
        tell(({ userId, tenantId }) => (user === '*' ? tenantId === tenant : userId === user), {
          kind: 'rights-changed',
        });
      },
    }),
    await database.listen(tenantChannel, {
      onMessage: (tenant) => {
        news.forget({ tenantId: tenant });
        tell(({ tenantId }) => tenantId === tenant, { kind: 'tenant-changed' });
      },
    }),
    await database.listen(changesChannel, {
      onMessage: (message) => {
        const announced = readAnnouncement(message);
        const { tenantId, sessionId, seq } = announced;
        const newsFor = news.hear(announced);
        for (const watcher of watchers) {
          if (watcher.tenantId !== tenantId) continue;
          const told = watcher.takesNews ? newsFor(watcher) : undefined;
          // Whoever has pushed it has it.
          if (told !== undefined) watcher.tell({ kind: 'changes', seq, news: told });
          else if (sessionId === null || watcher.sessionId !== sessionId) watcher.tell({ kind: 'changes', seq });
        }
      },
    }),
  ];
  return {
    handlers: {
      watch: (input, call) => {
        const { sessionId, userId, tenantId, apiTokenId } = askerOf(call);
        // A machine may see less than the person of whom it has its token.
        const takesNews = input.takesNews === true && apiTokenId === null;
        return ok(watch(watchers, { sessionId, userId, tenantId, takesNews, signal: call.signal }));
      },
    },
    onSessionEnd: (listener) => {
      endListeners.add(listener);
      return () => void endListeners.delete(listener);
    },
    count: () => watchers.size,
    close: async () => {
      await Promise.all(stops.map(async (stop) => await stop()));
    },
  };
}

async function* watch(
  watchers: Set<Watcher>,
  { signal, ...who }: Omit<Watcher, 'tell'> & { readonly signal: AbortSignal },
): AsyncGenerator<LiveEvent, void, void> {
  const waiting: LiveEvent[] = [{ kind: 'begun' }];
  let wake: () => void = () => undefined;
  const watcher: Watcher = {
    ...who,
    tell: (event) => {
      // Of changes the last number says all: a client that reads slowly is told once.
      const earlier = event.kind === 'changes' ? waiting.find(({ kind }) => kind === 'changes') : undefined;
      if (earlier !== undefined) waiting.splice(waiting.indexOf(earlier), 1);
      waiting.push(event.kind === 'changes' && earlier?.kind === 'changes' ? joined(earlier, event) : event);
      if (waiting.length > waitingMax) waiting.shift();
      wake();
    },
  };
  const onAbort = (): void => wake();
  watchers.add(watcher);
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      const event = waiting.shift();
      if (event !== undefined) {
        yield event;
        if (event.kind === 'session-ended') return;
        continue;
      }
      await new Promise<void>((resolve) => void (wake = resolve));
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    watchers.delete(watcher);
  }
}

function joined(one: ChangesEvent, { seq, news: next }: ChangesEvent): ChangesEvent {
  const news = joinNews(one.news, next);
  return news === undefined ? { kind: 'changes', seq } : { kind: 'changes', seq, news };
}
