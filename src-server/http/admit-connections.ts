/*
 * New connections are let in one by one, each in a turn of the event loop of its own and the callers in turn. Node takes all that
 * have come at once, with everything that they have sent: a hundred connections of a stranger, each with forty requests, would
 * keep those who are connected waiting for all of them, and so they wait for one. A caller who is turned away rests after each
 * of theirs, since reading what will be turned away costs as much as reading anything.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

import { callerOf } from './client-address.ts';

export type IsTurnedAway = (caller: string) => boolean;

/** Puts the turns in front of whoever listens to the server's connections. How many may wait, its `maxConnections` says. */
export function admitConnectionsInTurn(server: Server, isTurnedAway: IsTurnedAway): void {
  const listeners = server.listeners('connection') as ((socket: Socket) => void)[]; // What 'connection' is emitted with.
  const wait = createAdmission<Socket>({
    isTurnedAway,
    refuse: (socket) => void socket.destroy(),
    admit: (socket) => {
      socket.off('error', passOver);
      if (socket.destroyed) return;
      // It came too late for a server that ends, and would keep it from ending.
      if (!server.listening) return void socket.destroy();
      for (const listener of listeners) listener.call(server, socket);
    },
  });
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    socket.on('error', passOver); // Nobody else listens yet, and unheard it would end the process.
    wait(callerOf(socket.remoteAddress ?? ''), socket);
  });
}

/** Its end follows. */
function passOver(): void {}

export type AdmissionOptions<T> = {
  readonly admit: (item: T) => void;
  readonly refuse: (item: T) => void;
  readonly isTurnedAway: IsTurnedAway;
};

/** A connection with forty requests costs a millisecond or two: a twentieth of the thread, whoever turns how many away. */
const restMs = 30;
/** As many as are held of one once they have asked. */
const restingOfOneMax = 50;

/**
 * Calls `admit` once in each turn of the event loop, and with one of each caller before another of the same. Those who are turned
 * away have theirs admitted one in a while, and beyond a bound refused.
 */
export function createAdmission<T>({
  admit,
  refuse,
  isTurnedAway,
}: AdmissionOptions<T>): (caller: string, item: T) => void {
  /** In the order in which it is their turn; nobody's row is empty. */
  const rows = new Map<string, T[]>();
  /** Of those who rest; a row may be empty. */
  const resting = new Map<string, T[]>();

  function enter(caller: string, row: T[]): void {
    if (rows.size === 0) setImmediate(admitNext);
    rows.set(caller, row);
  }

  function admitNext(): void {
    const [first] = rows;
    if (first === undefined) return;
    const [caller, row] = first;
    rows.delete(caller);
    const item = row.shift();
    if (isTurnedAway(caller)) rest(caller, row);
    else if (row.length > 0) rows.set(caller, row); // At the end: now it is the others' turn.
    if (rows.size > 0) setImmediate(admitNext);
    if (item !== undefined) admit(item);
  }

  function rest(caller: string, row: T[]): void {
    for (const item of row.splice(restingOfOneMax)) refuse(item);
    resting.set(caller, row);
    setTimeout(() => {
      resting.delete(caller);
      if (row.length > 0) enter(caller, row);
    }, restMs);
  }

  return (caller, item) => {
    const rests = resting.get(caller);
    const row = rests ?? rows.get(caller);
    if (row === undefined) enter(caller, [item]);
    else if (rests !== undefined && rests.length >= restingOfOneMax) refuse(item);
    else row.push(item);
  };
}
