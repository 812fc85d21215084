/*
 * Of one session, on however many sockets, one message is read after the other, and between two the event loop turns: a hundred
 * that have come together, or sixteen long ones, would hold the thread for everybody. After one that is longer than devices send,
 * there is a rest. What has not been taken from a socket by then, the system keeps and lets its sender wait.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { WebSocket } from 'ws';

import { liveCharsMax } from '#shared/rpc/wire.ts';

import { beginWork, usualRoom } from '../rpc/leave-room.ts';

/** With what a call has around its changes. */
const usualCharsMax = liveCharsMax + 1_024;
/** Less costs no more than a turn. */
const restedFromMs = 1;
/** So many of a session wait here; then nothing more is taken from its sockets. */
const waitingMax = 16;

type Message = {
  readonly socket: Pick<WebSocket, 'pause' | 'resume'>;
  readonly chars: number;
  /** Called when it is the message's turn: at once, where nothing of the session waits. Does not throw. */
  readonly read: () => void;
};
type Waiting = { readonly messages: Message[]; readonly paused: Set<Message['socket']> };

export type MessagesInTurn = (session: string, message: Message) => void;

export function createMessagesInTurn(room = usualRoom): MessagesInTurn {
  const bySession = new Map<string, Waiting>();

  async function readAll(session: string, { messages, paused }: Waiting): Promise<void> {
    for (let message = messages.shift(); message !== undefined; message = messages.shift()) {
      const rest = beginWork(room, restedFromMs);
      message.read();
      // oxlint-disable-next-line no-await-in-loop -- That is what it is for.
      await nextTurn();
      // oxlint-disable-next-line no-await-in-loop -- The same.
      if (message.chars > usualCharsMax) await rest();
      if (messages.length > 0) continue;
      for (const socket of paused) socket.resume();
      paused.clear();
    }
    bySession.delete(session);
  }

  return (session, message) => {
    const known = bySession.get(session);
    const waiting = known ?? { messages: [], paused: new Set() };
    waiting.messages.push(message);
    if (known === undefined) {
      bySession.set(session, waiting);
      void readAll(session, waiting);
    } else if (waiting.messages.length >= waitingMax && !waiting.paused.has(message.socket)) {
      waiting.paused.add(message.socket);
      message.socket.pause();
    }
  };
}
