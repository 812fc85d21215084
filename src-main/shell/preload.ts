/*
 * The only code beside the page's own in its window: sandboxed, and all it does is to ask the main process for a port to the
 * core when the page asks, and to hand that port over. Everything else goes through the port, as calls of the contract.
 */
import { contextBridge, ipcRenderer } from 'electron';

import { portMessage, portRequest } from '#shared/rpc/wire.ts';

// The page's window, of which the core's tsconfig knows nothing.
declare const window: { postMessage(message: string, targetOrigin: string, transfer: readonly object[]): void };

contextBridge.exposeInMainWorld('triptych', { requestPort: () => ipcRenderer.send(portRequest) });

ipcRenderer.on(portMessage, ({ ports }) => {
  // A port cannot cross the context bridge; it can be posted to the page, which is the only one to listen in this window.
  window.postMessage(portMessage, 'app://triptych', ports);
});
