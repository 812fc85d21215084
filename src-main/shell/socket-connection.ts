import type { WebSocket } from 'ws';

import type { Connection, Log } from '../rpc/connection.ts';

/** Largest message from a client: a function's source has at most 2 MB, and JSON may take several bytes for a character. */
export const messageBytesMax = 16 * 1024 * 1024;

/** What may wait for a client that does not read. Watches wait by themselves; this is for answers to calls it has made. */
const waitingBytesMax = 256 * 1024 * 1024;

/** 4000-4999 are the application's own. */
const nonsenseCode = 4400;

export function socketConnection(socket: WebSocket, log: Log): Connection {
  socket.on('error', (error) => {
    // ws closes the connection by itself after it.
    log(`A connection was closed because of what came in on it: ${error.message}.`);
  });
  return {
    send(message) {
      if (socket.bufferedAmount > waitingBytesMax) {
        log('A client asks without reading the answers; its connection was closed.');
        socket.terminate();
      }
      return new Promise((resolve) => {
        // Whether it left or the connection is gone, nobody has to wait any longer; `close` tells the rest.
        socket.send(message, () => resolve());
      });
    },
    onMessage(listener) {
      socket.on('message', (data, isBinary) => listener(isBinary ? undefined : textOf(data)));
    },
    onClose(listener) {
      socket.once('close', listener);
    },
    close(reason) {
      socket.close(nonsenseCode, reason);
    },
  };
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}
