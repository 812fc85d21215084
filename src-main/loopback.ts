/*
 * The loopback shell: the core in a Node process, its page in a browser on this machine. Where Electron's binary is not to be
 * had, `npm start` becomes this file.
 */
import type { Log } from './rpc/connection.ts';
import { endInOrder } from './shell/end-in-order.ts';
import { createLog } from './shell/log.ts';
import { openWindow } from './shell/open-window.ts';
import { readOptions, usualDataFolder } from './shell/read-options.ts';
import type { StartOptions } from './shell/read-options.ts';
import { startCore, systemClock } from './shell/start-core.ts';

const options = readOptions(process.argv.slice(2), usualDataFolder());
if (options.ok) await start(options.value);
else {
  const { isHelp, text } = options.failure;
  (isHelp ? process.stdout : process.stderr).write(`${text}\n`);
  process.exitCode = isHelp ? 0 : 2;
}

async function start(wanted: StartOptions): Promise<void> {
  const log = createLog(wanted.dataFolder, systemClock);
  const core = await startCore(wanted, { shell: 'loopback', log });
  if (core.ok) {
    endInOrder(core.value.close, log);
    show(core.value.address, wanted, log);
    core.value.host.prewarm();
  } else if (core.failure.kind === 'already-running') show(core.failure.address, wanted, log);
  else {
    process.stderr.write(`${core.failure.sentence}\n`);
    process.exitCode = 1;
  }
}

function show(address: string, { mayOpenWindow, dataFolder }: StartOptions, log: Log): void {
  process.stdout.write(`Triptych is at ${address}\n`);
  if (!mayOpenWindow) return;
  openWindow(address, dataFolder).catch((error: unknown) => log(`No window could be opened: ${String(error)}`));
}
