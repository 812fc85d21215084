import { acknowledgeEvery, portMessage, protocolsWithToken } from '#shared/rpc/wire.ts';

import type { ElectronBridge } from './electron-bridge.ts';

/** What oRPC's link uses of a WebSocket, and what a MessagePort is dressed up as, so that everything above is the same. */
export type CoreSocket = Pick<WebSocket, 'addEventListener' | 'removeEventListener' | 'send' | 'readyState' | 'close'>;

export function openWebSocket(
  address: { readonly host: string; readonly isSecure: boolean },
  token: string | undefined,
): CoreSocket {
  const url = `${address.isSecure ? 'wss' : 'ws'}://${address.host}/`;
  return new WebSocket(url, protocolsWithToken(token ?? 'none'));
}

/**
 * The socket as oRPC's link takes it. A call that is aborted while the socket closes would make the link throw where nobody can
 * catch; told that the socket is open until it is closed, it sends into nothing instead.
 */
export function linkSocketOf(socket: CoreSocket): Omit<CoreSocket, 'close'> {
  return {
    get readyState() {
      return socket.readyState === WebSocket.CLOSING ? WebSocket.OPEN : socket.readyState;
    },
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(message);
    },
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
  };
}

/** What is used of the page's window, in which the preload script posts the port. */
export type PortWindow = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/** A MessagePort to the core as a socket. It has no back-pressure of its own, so every so often it says how many it has taken. */
export function openPortSocket(bridge: Pick<ElectronBridge, 'requestPort'>, page: PortWindow): CoreSocket {
  const events = new EventTarget();
  let port: MessagePort | undefined;
  let isClosed = false;

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    port?.close();
    page.removeEventListener('message', takePort);
    events.dispatchEvent(new Event('close'));
  }

  function takePort(event: Event): void {
    const given = portOf(event, page);
    if (given === undefined) return;
    page.removeEventListener('message', takePort);
    port = given;
    listenToPort(given, events, close);
    events.dispatchEvent(new Event('open'));
  }

  page.addEventListener('message', takePort);
  bridge.requestPort();
  return {
    get readyState() {
      if (isClosed) return WebSocket.CLOSED;
      return port === undefined ? WebSocket.CONNECTING : WebSocket.OPEN;
    },
    send: (message) => port?.postMessage(message),
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
    close,
  };
}

// Only the page's own window can be the source of a port: the preload script runs in it.
function portOf(event: Event, page: PortWindow): MessagePort | undefined {
  if (!('source' in event && event.source === page && 'data' in event && event.data === portMessage)) return undefined;
  const [port] = 'ports' in event && Array.isArray(event.ports) ? event.ports : [];
  return port instanceof MessagePort ? port : undefined;
}

function listenToPort(port: MessagePort, events: EventTarget, close: () => void): void {
  let taken = 0;
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    events.dispatchEvent(new MessageEvent('message', { data }));
    taken += 1;
    if (taken % acknowledgeEvery === 0) port.postMessage(acknowledgeEvery);
  });
  port.addEventListener('close', close);
  port.start();
}
