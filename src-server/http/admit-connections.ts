/*
 * New connections are let in one by one, each in a turn of the event loop of its own and the callers in turn. Node takes all that
 * have come at once, with everything that they have sent: a hundred connections of a stranger, each with forty requests, would
 * keep those who are connected waiting for all of them, and so they wait for one.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

import { callerOf } from './client-address.ts';

/** Puts the turns in front of whoever listens to the server's connections. How many may wait, its `maxConnections` says. */
export function admitConnectionsInTurn(server: Server): void {
  const listeners = server.listeners('connection') as ((socket: Socket) => void)[]; // What 'connection' is emitted with.
  const wait = createAdmission<Socket>((socket) => {
    socket.off('error', passOver);
    if (socket.destroyed) return;
    // It came too late for a server that ends, and would keep it from ending.
    if (!server.listening) return void socket.destroy();
    for (const listener of listeners) listener.call(server, socket);
  });
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    socket.on('error', passOver); // Nobody else listens yet, and unheard it would end the process.
    wait(callerOf(socket.remoteAddress ?? ''), socket);
  });
}

/** Its end follows. */
function passOver(): void {}

/** Calls `admit` once in each turn of the event loop, and with one of each caller before another of the same. */
export function createAdmission<T>(admit: (item: T) => void): (caller: string, item: T) => void {
  /** In the order in which it is their turn; nobody's row is empty. */
  const rows = new Map<string, T[]>();

  function admitNext(): void {
    const [first] = rows;
    if (first === undefined) return;
    const [caller, row] = first;
    rows.delete(caller);
    const item = row.shift();
    if (row.length > 0) rows.set(caller, row); // At the end: now it is the others' turn.
    if (rows.size > 0) setImmediate(admitNext);
    if (item !== undefined) admit(item);
  }

  return (caller, item) => {
    if (rows.size === 0) setImmediate(admitNext);
    const row = rows.get(caller);
    if (row === undefined) rows.set(caller, [item]);
    else row.push(item);
  };
}
