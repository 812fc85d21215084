import path from 'node:path';

import { MessageChannelMain, utilityProcess } from 'electron';
import type { UtilityProcess, WebContents } from 'electron';

import { portMessage } from '#shared/rpc/wire.ts';

import { fromCoreSchema } from './core-messages.ts';
import type { ToCore } from './core-messages.ts';
import { programFolder } from './program-folder.ts';

/** A core that breaks is started again; one that breaks this often has a reason that another start does not mend. */
const startsMax = 4;

/** A little more than the core gives itself. */
const endMsMax = 2500;

export type CoreProcess = {
  /** Gives the page a port to the core of the moment. */
  readonly connectPage: (page: WebContents) => void;
  readonly end: () => Promise<void>;
};

export function openCoreProcess(
  args: readonly string[],
  events: {
    readonly onReady: (address: string) => void;
    readonly onAlreadyRunning: (address: string) => void;
    readonly onFailed: (sentence: string) => void;
  },
): CoreProcess {
  let starts = 0;
  let isEnding = false;
  let child = start();

  function start(): UtilityProcess {
    starts += 1;
    const started = utilityProcess.fork(path.join(programFolder(), 'out', 'main', 'electron-core.js'), [...args], {
      serviceName: 'Triptych core',
      stdio: 'inherit',
    });
    started.on('message', (data: unknown) => {
      const message = fromCoreSchema.parse(data);
      if (message.kind === 'ready') return events.onReady(message.address);
      // It ends now, and another start would come to the same.
      isEnding = true;
      if (message.kind === 'already-running') events.onAlreadyRunning(message.address);
      else events.onFailed(message.sentence);
    });
    started.on('exit', (code) => {
      if (isEnding) return;
      // The pages notice by their closed ports, and ask for new ones until there is a core again.
      if (starts < startsMax) child = start();
      else
        events.onFailed(
          `The part of Triptych that keeps the data ended ${String(starts)} times (code ${String(code)}). Its log is in the folder "logs" of the data folder.`,
        );
    });
    return started;
  }

  function tell(message: ToCore, ports: Electron.MessagePortMain[] = []): void {
    child.postMessage(message, ports);
  }

  return {
    connectPage(page) {
      const { port1, port2 } = new MessageChannelMain();
      tell({ kind: 'page' }, [port1]);
      page.postMessage(portMessage, null, [port2]);
    },
    end() {
      isEnding = true;
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          child.kill();
          resolve();
        }, endMsMax);
        child.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        tell({ kind: 'end' });
      });
    },
  };
}
