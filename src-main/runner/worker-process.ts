import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Duplex } from 'node:stream';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

import type { LogStream } from './call.ts';
import type { Channel } from './channel.ts';
import { openFifoChannel } from './fifo-channel.ts';
import { readInTurns } from './read-in-turns.ts';
import type { Reading } from './read-in-turns.ts';
import { openSocketChannel } from './socket-channel.ts';
import type { LaunchPlan } from './worker-language.ts';

export type WorkerExit = {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly startError: string | null;
};

/** One operating system process with its channel. It knows nothing of calls. */
export type WorkerProcess = {
  readonly processId: number | undefined;
  readonly channel: Channel;
  /** False from the moment at which the process has ended, some time before `onExit`. */
  readonly isAlive: () => boolean;
  /** Text that reached fd 1 or 2: from C code, from a subprocess, or from the language before it was ready. */
  readonly onOutput: (listener: (stream: LogStream, text: string) => void) => void;
  /** Once, after the last output. Called at once when the process has ended already. */
  readonly onExit: (listener: (exit: WorkerExit) => void) => void;
  /** As `onExit`, for the one who cleans up. */
  readonly onGone: (listener: () => void) => void;
  /**
   * Calls back when all that was written to fd 1 and 2 before now has come: in this round of the event loop, or once output
   * that waits its turn has. What goes on without end (a process that was left behind) is waited for a while only.
   */
  readonly afterOutput: (listener: () => void) => void;
  readonly interrupt: () => void;
  readonly kill: () => void;
  /** The end of what reached fd 1 and 2: what a dying runtime says. */
  readonly lastOutput: () => string;
};

export type WorkerPlace = {
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Takes the process group; see supervisor.ts. */
  readonly guard: (groupId: number) => () => void;
  /** What is shown of what it says; see hide-passwords.ts. */
  readonly shown: (text: string) => string;
};

const lastOutputCharactersMax = 4000;
/** How long output that a dead worker has left in the pipes is waited for; a process that it has started may hold them. */
const lastOutputWaitMs = 100;
/** How long output is waited for that was written before an answer. A pipe holds 64 kB, which is read in milliseconds. */
const caughtUpWaitMs = 2000;

export async function startWorkerProcess(plan: LaunchPlan, place: WorkerPlace): Promise<WorkerProcess> {
  // FIFOs must be there before the worker looks for them; a socketpair is made with the worker.
  const fifoChannel = plan.channel.kind === 'fifos' ? await openFifoChannel(plan.channel) : undefined;
  try {
    return startChild(plan, place, fifoChannel);
  } catch (error) {
    fifoChannel?.close();
    throw error;
  }
}

function startChild(plan: LaunchPlan, place: WorkerPlace, fifoChannel: Channel | undefined): WorkerProcess {
  const child = spawn(plan.command, plan.args, {
    cwd: place.folder,
    env: { ...place.environment, ...plan.env },
    // A process group of its own, so that a signal reaches whatever a function has started, and none from our terminal does.
    detached: true,
    windowsHide: true,
    stdio: plan.channel.kind === 'duplex' ? ['ignore', 'pipe', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) offerToKernel(child.pid);
  const release = child.pid === undefined ? () => undefined : place.guard(child.pid);
  return new ChildWorker(child, fifoChannel ?? openDuplexChannel(child), { release, shown: place.shown });
}

class ChildWorker implements WorkerProcess {
  readonly channel: Channel;
  readonly #child: ChildProcess;
  readonly #release: () => void;
  readonly #shown: (text: string) => string;
  readonly #readings: Reading[] = [];
  #lastOutput = '';
  #exit: WorkerExit | undefined;
  #onOutput: (stream: LogStream, text: string) => void = () => undefined;
  #onExit: (exit: WorkerExit) => void = () => undefined;
  #onGone: () => void = () => undefined;

  constructor(
    child: ChildProcess,
    channel: Channel,
    { release, shown }: Pick<WorkerPlace, 'shown'> & { readonly release: () => void },
  ) {
    this.#child = child;
    this.channel = channel;
    this.#release = release;
    this.#shown = shown;
    this.#listen('out', child.stdout);
    this.#listen('err', child.stderr);
    child.on('error', (error) => {
      if (child.pid === undefined) this.#finish({ exitCode: null, signal: null, startError: error.message });
    });
    child.on('exit', (exitCode, signal) => {
      signalGroup(child.pid, 'SIGKILL'); // What the worker has started ends with it.
      const end = (): void => {
        this.#finish({ exitCode, signal, startError: null });
      };
      const waited = setTimeout(end, lastOutputWaitMs);
      child.on('close', () => {
        clearTimeout(waited);
        end();
      });
    });
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  onOutput(listener: (stream: LogStream, text: string) => void): void {
    this.#onOutput = listener;
  }

  onExit(listener: (exit: WorkerExit) => void): void {
    this.#onExit = listener;
    if (this.#exit !== undefined) listener(this.#exit);
  }

  onGone(listener: () => void): void {
    this.#onGone = listener;
  }

  afterOutput(listener: () => void): void {
    // What was written before an answer is read in the round of the loop in which the answer is, or before.
    setImmediate(() => {
      let behindCount = this.#readings.length;
      let waited: NodeJS.Timeout | undefined;
      const end = (): void => {
        clearTimeout(waited);
        behindCount = 0;
        listener();
      };
      for (const reading of this.#readings)
        reading.whenCaughtUp(() => {
          behindCount -= 1;
          if (behindCount === 0) end();
        });
      if (behindCount > 0) waited = setTimeout(end, caughtUpWaitMs);
    });
  }

  interrupt(): void {
    signalGroup(this.#child.pid, 'SIGINT');
  }

  kill(): void {
    if (!signalGroup(this.#child.pid, 'SIGKILL')) this.#child.kill('SIGKILL');
  }

  lastOutput(): string {
    return this.#lastOutput;
  }

  #listen(stream: LogStream, source: Readable | null): void {
    const decoder = new StringDecoder('utf8');
    if (source === null) return;
    source.on('error', () => undefined); // The exit says what happened.
    const reading = readInTurns(source, (chunk) => {
      const text = this.#shown(decoder.write(chunk));
      if (text === '') return;
      this.#lastOutput = (this.#lastOutput + text).slice(-lastOutputCharactersMax);
      this.#onOutput(stream, text);
    });
    this.#readings.push(reading);
  }

  #finish(exit: WorkerExit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    this.#release();
    this.channel.close();
    this.#onExit(exit);
    this.#onGone();
  }
}

function openDuplexChannel(child: ChildProcess): Channel {
  // Where even the pipes could not be made, Node leaves the child without them, whatever its type says.
  const stdio: ChildProcess['stdio'] | undefined = child.stdio;
  const stream = stdio?.[3];
  if (stream instanceof Duplex) return openSocketChannel(stream);
  throw new Error('A worker was started without its channel.');
}

/** Of 1000: when memory runs out, the kernel is to end a session, and not the app or what else a person has open. */
const oomScore = 600;

/** Whatever the session starts inherits it. */
function offerToKernel(processId: number): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync(`/proc/${String(processId)}/oom_score_adj`, String(oomScore));
  } catch {
    // It has ended already, or a sandbox forbids it; the kernel then chooses by size alone.
  }
}

/** False where there are no process groups, or when the group has ended. */
function signalGroup(groupId: number | undefined, signal: 'SIGINT' | 'SIGKILL'): boolean {
  if (groupId === undefined || process.platform === 'win32') return false;
  try {
    process.kill(-groupId, signal);
    return true;
  } catch {
    return false;
  }
}
