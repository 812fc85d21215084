import type { Duplex } from 'node:stream';

import type { Channel } from './channel.ts';
import { createFrameParser, writeFrame } from './frames.ts';
import { readInTurns } from './read-in-turns.ts';

/** A channel over one duplex stream: fd 3 of a worker, which Node makes a socketpair on Unix. */
export function openSocketChannel(stream: Duplex): Channel {
  let onFrame: (body: Uint8Array) => void = () => undefined;
  let onClose: (reason: string | undefined) => void = () => undefined;
  let isOpen = true;

  function finish(reason: string | undefined): void {
    if (!isOpen) return;
    isOpen = false;
    stream.destroy();
    onClose(reason);
  }

  const parser = createFrameParser((body) => {
    if (isOpen) onFrame(body);
  });
  readInTurns(stream, (chunk) => {
    try {
      parser.push(chunk);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      finish(error.message);
    }
  });
  // A worker that dies in the middle of a write resets the socket; its exit is reported by the session.
  stream.on('error', (error) => {
    finish(error.message);
  });
  stream.on('close', () => {
    finish(undefined);
  });
  stream.on('end', () => {
    finish(undefined);
  });

  return {
    write(body) {
      if (isOpen) writeFrame(stream, body);
    },
    onFrame(listener) {
      onFrame = listener;
    },
    onClose(listener) {
      onClose = listener;
    },
    close() {
      finish(undefined);
    },
  };
}
