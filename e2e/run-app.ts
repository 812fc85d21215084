import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const laterMigrations = import.meta.resolve('#shared/schema/migrations/later-migrations.harness.ts');
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
  /** Holds it up, as a machine does that has no time for it: it is there, but does and answers nothing. Until kill(). */
  readonly hold: () => void;
  /**
   * Starts it again on the same data folder and at the same port, after stop() or kill(); `later` as a later program, from its source
   * and with a schema that has gone on (later-migrations.harness.ts).
   */
  readonly start: (program?: 'later') => Promise<void>;
};

/**
 * Starts the loopback shell and waits until it says where it is. End it with stop() or kill(). It opens no window, unless
 * there is a folder with a browser to open it in.
 */
export async function startApp(dataFolder: string, browserFolder?: string): Promise<RunningApp> {
  let output = '';
  let current = await startOnce({ dataFolder, keep, browserFolder, program: undefined });

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
    hold: () => void current.child.kill('SIGSTOP'),
    start: async (program) => {
      current = await startOnce({ dataFolder, keep, browserFolder, program });
    },
  };
}

type Start = {
  readonly dataFolder: string;
  readonly keep: (text: string) => void;
  readonly browserFolder: string | undefined;
  readonly program: 'later' | undefined;
};

async function startOnce(start: Start): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const { dataFolder, keep, browserFolder, program } = start;
  const entry =
    program === 'later'
      ? [`--import=${laterMigrations}`, resolve(root, 'src-main/loopback.ts')]
      : [resolve(root, 'out/main/loopback.js')];
  const args = [...entry, '--data-dir', dataFolder, ...(browserFolder === undefined ? ['--no-open'] : [])];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: browserFolder === undefined ? process.env : environmentWith(browserFolder),
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

/** In which the browser of that folder is the first to be found. It needs no screen, but the program wants to see one. */
function environmentWith(browserFolder: string): NodeJS.ProcessEnv {
  const path = [browserFolder, process.env['PATH'] ?? ''].join(delimiter);
  return { ...process.env, PATH: path, DISPLAY: process.env['DISPLAY'] ?? ':0' };
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
