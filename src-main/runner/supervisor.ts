import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** Whoever starts a worker hands its process group over for as long as it lives. */
export type Supervisor = {
  /** Returns how to say that the group has ended. */
  readonly guard: (groupId: number) => () => void;
  readonly processId: () => number | undefined;
  /** Ends the supervisor and, with it, every group that is still guarded. */
  readonly close: () => void;
};

/** A supervisor that dies at once again and again (a folder without execution rights) is given up after so many starts. */
const startsMax = 20;

/**
 * Sees to it that no worker outlives the core, even when the core is killed while a worker is busy.
 *
 * A process of its own, in a session of its own, holds a pipe to the core and kills what is left when the pipe breaks.
 * Should it die itself, another one takes over.
 */
export function openSupervisor(workersFolder: string, platform: NodeJS.Platform): Supervisor {
  const guarded = new Set<number>();
  let child: ChildProcess | undefined;
  let startCount = 0;
  let isClosed = false;

  function start(): void {
    startCount += 1;
    const started =
      platform === 'win32'
        ? spawn(
            process.execPath,
            [join(workersFolder, 'supervisor.mjs')],
            supervisorOptions({ ELECTRON_RUN_AS_NODE: '1' }),
          )
        : spawn('/bin/sh', [join(workersFolder, 'supervisor.sh')], supervisorOptions({}));
    child = started;
    started.stdin?.on('error', () => undefined); // Its end is seen below.
    const restart = (): void => {
      if (child !== started) return;
      child = undefined;
      if (!isClosed && startCount < startsMax) start();
    };
    started.on('exit', restart);
    started.on('error', restart);
    // The supervisor must not keep the core running.
    started.unref();
    if (started.stdin !== null && 'unref' in started.stdin && typeof started.stdin.unref === 'function')
      started.stdin.unref();
    for (const groupId of guarded) say(`+${String(groupId)}`);
  }

  function say(line: string): void {
    child?.stdin?.write(`${line}\n`);
  }

  start();
  return {
    guard(groupId) {
      guarded.add(groupId);
      say(`+${String(groupId)}`);
      return () => {
        if (guarded.delete(groupId)) say(`-${String(groupId)}`);
      };
    },
    processId: () => child?.pid,
    close() {
      isClosed = true;
      child?.stdin?.end();
    },
  };
}

/** Detached: a Ctrl+C in the terminal reaches the core, which then closes in order. */
function supervisorOptions(env: Record<string, string>): {
  readonly detached: true;
  readonly stdio: ['pipe', 'ignore', 'ignore'];
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly windowsHide: true;
} {
  return { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', env, windowsHide: true };
}
