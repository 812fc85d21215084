import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';

import type { Channel } from './channel.ts';
import { writeFrame } from './frames.ts';
import { createRStreamParser } from './r-stream.ts';
import { readInTurns } from './read-in-turns.ts';

type FifoPaths = { readonly toWorker: string; readonly fromWorker: string };

/**
 * A channel over two named FIFOs, which it makes: R cannot use a socket that it inherits, but opens a FIFO by name.
 *
 * Both are opened for reading and writing, so that neither open waits for R; hence no end of file ever comes, and only the
 * exit of the process tells that R is gone.
 */
export async function openFifoChannel(paths: FifoPaths): Promise<Channel> {
  // Node cannot make one itself. Not waited for on the spot: on a busy machine that takes longer than an edit may.
  await promisify(execFile)('mkfifo', ['-m', '600', paths.toWorker, paths.fromWorker]);
  return channelOver(paths);
}

function channelOver(paths: FifoPaths): Channel {
  const output = openFifo(paths.toWorker, { readable: false });
  const input = openFifoBeside(output, paths.fromWorker);
  let onFrame: (body: Uint8Array) => void = () => undefined;
  let onClose: (reason: string | undefined) => void = () => undefined;
  let isOpen = true;

  function finish(reason: string | undefined): void {
    if (!isOpen) return;
    isOpen = false;
    input.destroy();
    output.destroy();
    rmSync(paths.toWorker, { force: true });
    rmSync(paths.fromWorker, { force: true });
    onClose(reason);
  }

  const parser = createRStreamParser((body) => {
    if (isOpen) onFrame(body);
  });
  readInTurns(input, (chunk) => {
    try {
      parser.push(chunk);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      finish(error.message);
    }
  });
  for (const end of [input, output]) {
    end.on('error', (error) => {
      finish(error.message);
    });
  }

  return {
    write(body) {
      if (isOpen) writeFrame(output, body);
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

function openFifoBeside(output: Socket, path: string): Socket {
  try {
    return openFifo(path, { readable: true });
  } catch (error) {
    output.destroy();
    throw error;
  }
}

function openFifo(path: string, { readable }: { readonly readable: boolean }): Socket {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  try {
    return new Socket({ fd: descriptor, readable, writable: !readable });
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
