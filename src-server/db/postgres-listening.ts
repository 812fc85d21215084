import { Client } from 'pg';
import type { ClientConfig } from 'pg';

import { awayError } from './postgres-connection.ts';
import type { Listener, ServerDatabase } from './server-database.ts';
import { acceptChannel } from './transaction.ts';
import { createTurns } from './turns.ts';

const firstPauseMs = 200;
const pauseMsMax = 10_000;

export type Listening = Pick<ServerDatabase, 'listen' | 'close'>;

/** Announcements come over a connection of their own, which is made anew, for as long as anybody listens, when it is lost. */
export function listenOnPostgres(config: ClientConfig, url: string): Listening {
  const listeners = createListeners();
  // A connection carries one statement at a time, and listeners come and go together.
  const inTurn = createTurns({ waitingMax: 1_000, waitMsMax: 60_000 });
  let client: Promise<Client> | undefined;
  let isClosed = false;
  let reconnecting: NodeJS.Timeout | undefined;
  let hasGap = false;

  function connected(): Promise<Client> {
    client ??= connect();
    return client;
  }

  async function connect(): Promise<Client> {
    try {
      return await connectListener(config, {
        channels: listeners.channels(),
        onNotification: (channel, message) => {
          tellOfGap();
          listeners.tell(channel, message);
        },
        onEnd: () => {
          client = undefined;
          hasGap = true;
          reconnect(firstPauseMs);
        },
      });
    } catch (error) {
      client = undefined;
      throw awayError(url, error);
    }
  }

  /** Before anything that was announced after it. */
  function tellOfGap(): void {
    if (!hasGap) return;
    hasGap = false;
    listeners.tellOfGap();
  }

  function reconnect(pauseMs: number): void {
    if (isClosed || listeners.channels().length === 0) return;
    clearTimeout(reconnecting);
    reconnecting = setTimeout(() => {
      // Tried for as long as somebody listens: the server is of no use without its database, and says so elsewhere.
      connected().then(tellOfGap, () => {
        reconnect(Math.min(pauseMs * 2, pauseMsMax));
      });
    }, pauseMs);
  }

  async function stop(channel: string, listener: Listener): Promise<void> {
    if (!listeners.remove(channel, listener)) return;
    // Whoever is not connected listens to nothing.
    const connection = await client?.catch(() => undefined);
    if (connection === undefined) return;
    await inTurn(async () => await connection.query(`UNLISTEN ${channel}`)).catch(() => undefined);
  }

  return {
    listen: async (channel, given) => {
      acceptChannel(channel);
      const listener = { ...given }; // The same function may listen twice, and stop once.
      listeners.add(channel, listener);
      try {
        const connection = await connected();
        await inTurn(async () => await connection.query(`LISTEN ${channel}`));
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

type Listeners = {
  readonly channels: () => readonly string[];
  readonly add: (channel: string, listener: Listener) => void;
  /** Whether it was the channel's last. */
  readonly remove: (channel: string, listener: Listener) => boolean;
  readonly tell: (channel: string, message: string) => void;
  readonly tellOfGap: () => void;
};

function createListeners(): Listeners {
  const byChannel = new Map<string, Set<Listener>>();
  return {
    channels: () => [...byChannel.keys()],
    add: (channel, listener) => {
      const set = byChannel.get(channel) ?? new Set();
      byChannel.set(channel, set.add(listener));
    },
    remove: (channel, listener) => {
      const set = byChannel.get(channel);
      return set?.delete(listener) === true && set.size === 0 && byChannel.delete(channel);
    },
    tell: (channel, message) => {
      for (const { onMessage } of byChannel.get(channel) ?? []) onMessage(message);
    },
    tellOfGap: () => {
      for (const { onGap } of [...byChannel.values()].flatMap((set) => [...set])) onGap?.();
    },
  };
}

type Wiring = {
  readonly channels: readonly string[];
  readonly onNotification: (channel: string, message: string) => void;
  readonly onEnd: () => void;
};

async function connectListener(config: ClientConfig, { channels, onNotification, onEnd }: Wiring): Promise<Client> {
  const client = new Client({ ...config, statement_timeout: 0 });
  client.on('notification', ({ channel, payload = '' }) => {
    onNotification(channel, payload);
  });
  client.on('error', () => undefined); // Followed by its end, or told by what it fails.
  await client.connect();
  try {
    for (const channel of channels) await client.query(`LISTEN ${channel}`);
  } catch (error) {
    await client.end();
    throw error;
  }
  client.on('end', onEnd);
  return client;
}
