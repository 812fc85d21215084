import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const startMsMax = 30_000;
const stopMsMax = 10_000;

/** The real program, as it was built, on a data folder of its own. */
export type RunningApp = {
  readonly dataFolder: string;
  /** Where it is now, token included. Another after each restart. */
  readonly url: () => string;
  /** Everything it has printed since it was first started. */
  readonly output: () => string;
  /** Ends it as Ctrl+C does. */
  readonly stop: () => Promise<void>;
  /** Ends it as a power cut does. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same data folder, after stop() or kill(). */
  readonly start: () => Promise<void>;
  /** The same, where it was before: a window of the earlier start finds it again, but not with its key. */
  readonly startInPlace: () => Promise<void>;
};

/** Starts the loopback shell and waits until it says where it is. End it with stop() or kill(). */
export async function startApp(dataFolder: string): Promise<RunningApp> {
  let output = '';
  let current = await startOnce(dataFolder, keep);

  function keep(text: string): void {
    output += text;
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    await endProcess(current.child, signal);
  }

  return {
    dataFolder,
    url: () => current.url,
    output: () => output,
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    start: async () => {
      current = await startOnce(dataFolder, keep);
    },
    startInPlace: async () => {
      current = await startOnce(dataFolder, keep, new URL(current.url).port);
    },
  };
}

async function startOnce(
  dataFolder: string,
  keep: (text: string) => void,
  port = '0',
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const entry = resolve(root, 'out/main/loopback.js');
  const child = spawn(process.execPath, [entry, '--data-dir', dataFolder, '--port', port, '--no-open'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const url = new Promise<string>((settle, refuse) => {
    function read(text: string): void {
      keep(text);
      printed += text;
      const found = /^Triptych is at (\S+)$/m.exec(printed)?.[1];
      if (found !== undefined) settle(found);
    }
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.on('error', refuse);
    child.on('exit', (code) => refuse(new Error(`Triptych ended with code ${code} before it was ready:\n${printed}`)));
    setTimeout(
      () => refuse(new Error(`Triptych was not ready after ${startMsMax} ms:\n${printed}`)),
      startMsMax,
    ).unref();
  });
  try {
    return { child, url: await url };
  } catch (error) {
    await endProcess(child, 'SIGKILL');
    throw error;
  }
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
  await ended;
  clearTimeout(late);
  // Not silently: a program that does not end when asked is a finding.
  if (signal !== 'SIGKILL' && child.signalCode === 'SIGKILL') {
    throw new Error(`Triptych had to be killed, because it did not end within ${stopMsMax} ms of ${signal}.`);
  }
}
