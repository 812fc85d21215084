import { Client } from 'pg';
import type { ClientConfig } from 'pg';

import { awayError } from './postgres-connection.ts';
import type { Listener, ServerDatabase } from './server-database.ts';
import { acceptChannel } from './transaction.ts';

const firstPauseMs = 200;
const pauseMsMax = 10_000;

export type Listening = Pick<ServerDatabase, 'listen' | 'close'>;

/** Announcements come over a connection of their own, which is made anew, for as long as anybody listens, when it is lost. */
export function listenOnPostgres(config: ClientConfig, url: string): Listening {
  const listeners = new Map<string, Set<Listener>>();
  let client: Promise<Client> | undefined;
  let isClosed = false;
  let reconnecting: NodeJS.Timeout | undefined;

  function connected(): Promise<Client> {
    client ??= connect();
    return client;
  }

  async function connect(): Promise<Client> {
    const made = new Client({ ...config, statement_timeout: 0 });
    made.on('notification', ({ channel, payload = '' }) => {
      for (const { onMessage } of listeners.get(channel) ?? []) onMessage(payload);
    });
    try {
      await made.connect();
      for (const channel of listeners.keys()) await made.query(`LISTEN ${channel}`); // oxlint-disable-line no-await-in-loop -- One connection.
    } catch (error) {
      client = undefined;
      throw awayError(url, error);
    }
    made.on('error', () => undefined); // Followed by its end.
    made.on('end', () => {
      client = undefined;
      reconnect(firstPauseMs);
    });
    return made;
  }

  function reconnect(pauseMs: number): void {
    if (isClosed || listeners.size === 0) return;
    clearTimeout(reconnecting);
    reconnecting = setTimeout(() => {
      // Tried for as long as somebody listens: the server is of no use without its database, and says so elsewhere.
      connected().then(tellOfGap, () => {
        reconnect(Math.min(pauseMs * 2, pauseMsMax));
      });
    }, pauseMs);
  }

  function tellOfGap(): void {
    for (const { onGap } of [...listeners.values()].flatMap((set) => [...set])) onGap?.();
  }

  async function stop(channel: string, listener: Listener): Promise<void> {
    const set = listeners.get(channel);
    if (set?.delete(listener) !== true || set.size > 0) return;
    listeners.delete(channel);
    // Whoever is not connected listens to nothing.
    if (client !== undefined) await (await client).query(`UNLISTEN ${channel}`).catch(() => undefined);
  }

  return {
    listen: async (channel, given) => {
      acceptChannel(channel);
      const listener = { ...given }; // The same function may listen twice, and stop once.
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(listener));
      try {
        await (await connected()).query(`LISTEN ${channel}`);
      } catch (error) {
        await stop(channel, listener);
        throw error;
      }
      return async () => await stop(channel, listener);
    },
    close: async () => {
      isClosed = true;
      clearTimeout(reconnecting);
      await (await client?.catch(() => undefined))?.end();
    },
  };
}
