// A window's connection to a core at the other end of a port, which can be taken away and comes back.
import type { AnyContractRouter } from '@orpc/contract';

import type { Actor } from '#shared/rpc/permission-rules.ts';

import { portConnection } from '../../src-main/rpc/port-connection.ts';
import type { HandlersOf } from '../../src-main/rpc/handlers.ts';
import { createServer } from '../../src-main/rpc/serve.ts';
import { createCoreConnection } from './connect.ts';
import type { CoreSocket } from './core-socket.ts';

/** `sent` is what has left the window, `log` what the core has to say of it. */
export function setupPortCore<A extends { readonly [group: string]: AnyContractRouter }>(
  api: A,
  handlers: HandlersOf<A>,
  actor: Actor,
) {
  const sent: unknown[] = [];
  const log: string[] = [];
  const server = createServer({ log: (line) => log.push(line), random: (bytes) => bytes }, api, handlers);
  let corePort: MessagePort | undefined;
  let isThere = true;

  function openSocket(): CoreSocket {
    const { port1, port2 } = new MessageChannel();
    const socket = socketOf(port2, sent);
    if (!isThere) {
      queueMicrotask(socket.close);
      return socket;
    }
    corePort = port1;
    server.serve(connectionOf(port1), actor);
    port1.start();
    queueMicrotask(socket.open);
    return socket;
  }

  return {
    core: createCoreConnection(openSocket, 'window'),
    sent,
    log,
    lose: (): void => {
      isThere = false;
      corePort?.close();
    },
    comeBack: (): void => {
      isThere = true;
    },
  };
}

function connectionOf(port: MessagePort) {
  return portConnection({
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => port.addEventListener('message', (event) => listener(event.data)),
    onClose: (listener) => port.addEventListener('close', listener),
    close: () => port.close(),
  });
}

function socketOf(port: MessagePort, sent: unknown[]): CoreSocket & { readonly open: () => void } {
  const events = new EventTarget();
  let readyState: CoreSocket['readyState'] = WebSocket.CONNECTING;

  function close(): void {
    if (readyState === WebSocket.CLOSED) return;
    readyState = WebSocket.CLOSED;
    port.close();
    events.dispatchEvent(new Event('close'));
  }

  port.addEventListener('message', ({ data }: MessageEvent<unknown>) =>
    events.dispatchEvent(new MessageEvent('message', { data })),
  );
  port.addEventListener('close', close);
  port.start();
  return {
    get readyState() {
      return readyState;
    },
    send(message) {
      sent.push(message);
      port.postMessage(message);
    },
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
    open() {
      readyState = WebSocket.OPEN;
      events.dispatchEvent(new Event('open'));
    },
    close,
  };
}
