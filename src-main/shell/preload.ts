/*
 * The only code beside the page's own in its window: sandboxed, and all it does is to ask the main process for a port to the
 * core when the page asks, to hand that port over, and to pass on which folder the person has chosen in the system's dialog.
 * Everything else goes through the port, as calls of the contract.
 */
import { contextBridge, ipcRenderer } from 'electron';

import { folderRequest, portMessage, portRequest } from '#shared/rpc/wire.ts';

// The page's window, of which the core's tsconfig knows nothing.
declare const window: { postMessage(message: string, targetOrigin: string, transfer: readonly object[]): void };

contextBridge.exposeInMainWorld('triptych', {
  requestPort: () => ipcRenderer.send(portRequest),
  chooseFolder: (startFolder: string) => ipcRenderer.invoke(folderRequest, startFolder),
});

ipcRenderer.on(portMessage, ({ ports }) => {
  // A port cannot cross the context bridge; it can be posted to the page, which is the only one to listen in this window.
  window.postMessage(portMessage, 'app://triptych', ports);
});
