/** The core in the utility process that Electron's main process forks and owns (decisions.md 1). */
import type { MessagePortMain } from 'electron';

import { portConnection } from '../rpc/port-connection.ts';
import { toCoreSchema } from './core-messages.ts';
import type { FromCore } from './core-messages.ts';
import { endInOrder } from './end-in-order.ts';
import { createLog } from './log.ts';
import { readOptions, usualDataFolder } from './read-options.ts';
import { startCore, systemClock } from './start-core.ts';

// The main process has read the same words before it forked, and passes them on.
const options = readOptions(process.argv.slice(2), usualDataFolder());
if (options.ok) {
  const log = createLog(options.value.dataFolder, systemClock);
  const core = await startCore(options.value, { shell: 'electron', log });
  if (core.ok) {
    const { host, address, close } = core.value;
    const { end } = endInOrder(close, log);
    process.parentPort.on('message', ({ data, ports: [port] }) => {
      const message = toCoreSchema.parse(data);
      if (message.kind === 'end') end(0);
      else if (port !== undefined) host.serve(electronPortConnection(port));
    });
    tell({ kind: 'ready', address });
    host.prewarm();
  } else if (core.failure.kind === 'already-running') tell(core.failure);
  else tell({ kind: 'failed', sentence: core.failure.sentence });
} else tell({ kind: 'failed', sentence: options.failure.text });

function tell(message: FromCore): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A port between two processes has no origin.
  process.parentPort.postMessage(message);
}

function electronPortConnection(port: MessagePortMain): ReturnType<typeof portConnection> {
  const connection = portConnection({
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  });
  // Messages wait in the port until it is started, so nothing that the page sends is missed.
  setImmediate(() => port.start());
  return connection;
}
