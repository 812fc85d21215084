import { z } from 'zod';

import { unacknowledgedMax } from '#shared/rpc/wire.ts';

import type { Connection } from './connection.ts';

/** A MessagePort, of Electron's or of Node's worker threads. */
export type Port = {
  readonly postMessage: (message: string) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  readonly onClose: (listener: () => void) => void;
  readonly close: () => void;
};

const acknowledgementSchema = z.number().int().min(1).max(unacknowledgedMax);

/** A page at the other end of a MessagePort, which says by numbers how many messages it has taken (wire.ts). */
export function portConnection(port: Port): Connection {
  let unacknowledged = 0;
  let isClosed = false;
  const waiting: (() => void)[] = []; // One for each call under way at most, and their number is bounded in serve.ts.

  port.onClose(() => {
    isClosed = true;
    for (const release of waiting.splice(0)) release();
  });
  port.onMessage((message) => {
    const acknowledged = acknowledgementSchema.safeParse(message);
    if (!acknowledged.success) return;
    unacknowledged = Math.max(0, unacknowledged - acknowledged.data);
    for (const release of waiting.splice(0, unacknowledgedMax - unacknowledged)) release();
  });

  return {
    async send(message) {
      if (unacknowledged >= unacknowledgedMax && !isClosed) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      }
      if (isClosed) return;
      unacknowledged += 1;
      port.postMessage(message);
    },
    onMessage(listener) {
      port.onMessage((message) => {
        if (typeof message !== 'number') listener(message);
      });
    },
    onClose: port.onClose,
    close: () => port.close(),
  };
}
