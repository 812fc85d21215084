/*
 * Of one session, on however many sockets, one message is read after the other, and between two the event loop turns: a hundred
 * that have come together would hold the thread for everybody. Of somebody who sends on and on so many are read in a second. What
 * has not been taken from a socket by then, the system keeps and lets its sender wait.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { WebSocket } from 'ws';

import { usualRoom } from '../rpc/leave-room.ts';
import type { LeaveRoomDeps } from '../rpc/leave-room.ts';

/** Two hundred a second. Edits that come faster than they are answered go together, and who is followed by others tells thirty. */
const everyMs = 5;
/** A longer one counts as so many more. An edit as a person makes it is shorter; what a device has much of, it sends over HTTP. */
const charsOfOne = 4_096;
/** Before that counts: a device that has come back asks for much at once. */
const atOnceMax = 60;
/** So many of a session wait here; then nothing more is taken from its sockets. */
const waitingMax = 16;

type Message = {
  readonly socket: Pick<WebSocket, 'pause' | 'resume'>;
  readonly chars: number;
  /** Called when it is the message's turn: at once, where nothing of the session waits. Does not throw. */
  readonly read: () => void;
};
/** Whose sockets they are: the same as long as there is one. */
type Session = object;
export type MessagesInTurn = (session: Session, message: Message) => void;

type Waiting = {
  readonly messages: Message[];
  readonly paused: Set<Message['socket']>;
  isReading: boolean;
  /** Up to when what was read is paid for, each message with `everyMs`, or more by its length. */
  paidUntilMs: number;
};

export function createMessagesInTurn(room: Pick<LeaveRoomDeps, 'nowMs' | 'sleep'> = usualRoom): MessagesInTurn {
  const bySession = new WeakMap<Session, Waiting>();

  async function readAll(waiting: Waiting): Promise<void> {
    const { messages, paused } = waiting;
    waiting.isReading = true;
    for (let message = messages.shift(); message !== undefined; message = messages.shift()) {
      message.read();
      // oxlint-disable-next-line no-await-in-loop -- That is what it is for.
      await nextTurn();
      const aheadMs = pay(waiting, message);
      // oxlint-disable-next-line no-await-in-loop -- The same.
      if (aheadMs > 0) await room.sleep(aheadMs);
      if (messages.length > 0) continue;
      for (const socket of paused) socket.resume();
      paused.clear();
    }
    waiting.isReading = false;
  }

  /** How long to wait for the next one. */
  function pay(waiting: Waiting, { chars }: Message): number {
    const nowMs = room.nowMs();
    waiting.paidUntilMs = Math.max(waiting.paidUntilMs, nowMs) + everyMs * (1 + Math.floor(chars / charsOfOne));
    return waiting.paidUntilMs - nowMs - atOnceMax * everyMs;
  }

  return (session, message) => {
    const waiting = bySession.get(session) ?? { messages: [], paused: new Set(), isReading: false, paidUntilMs: 0 };
    bySession.set(session, waiting);
    waiting.messages.push(message);
    if (!waiting.isReading) return void readAll(waiting);
    if (waiting.messages.length < waitingMax || waiting.paused.has(message.socket)) return undefined;
    waiting.paused.add(message.socket);
    return message.socket.pause();
  };
}
