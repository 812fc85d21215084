import type { CallFailure, DeathCause } from '#shared/calls/call-failure.ts';

import type { WorkerExit, WorkerProcess } from './worker-process.ts';

/** The signals by which a process ends over a fault of its own. */
const faultSignals = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP', 'SIGSYS']);

/** As a shell tells a fault (128 and the signal's number), and Julia, which catches the signal to say where it was. */
const faultExitCodes = new Set([4, 5, 6, 7, 8, 11, 31].map((signal) => 128 + signal));

/** On Windows a fault is an exit code: an NTSTATUS of severity "error", such as 0xC0000005 for an access violation. */
const windowsFaultMin = 0xc000_0000;

/** `hasRunOutOfMemory` is asked only of a process that was killed. */
export function causeOfDeath(
  exit: Pick<WorkerExit, 'exitCode' | 'signal'>,
  hasRunOutOfMemory: () => boolean,
): DeathCause {
  if (exit.signal === null) return isFault(exit.exitCode ?? 0) ? 'crashed' : 'exited';
  if (faultSignals.has(exit.signal)) return 'crashed';
  return exit.signal === 'SIGKILL' && hasRunOutOfMemory() ? 'out-of-memory' : 'killed';
}

function isFault(exitCode: number): boolean {
  return faultExitCodes.has(exitCode) || exitCode >>> 0 >= windowsFaultMin;
}

/** The failure of a call whose worker has ended under it, by no doing of ours. */
export function deathOf(exit: WorkerExit, worker: WorkerProcess, hasRunOutOfMemory: () => boolean): CallFailure {
  return {
    kind: 'session-died',
    exitCode: exit.exitCode,
    signal: exit.signal,
    cause: causeOfDeath(exit, hasRunOutOfMemory),
    lastOutput: worker.lastOutput().trim(),
  };
}

/** Why a runtime did not become a session, in a sentence, with the last that it said. */
export function describeFailedStart(reason: string, worker: WorkerProcess): string {
  const said = worker.lastOutput().trim();
  return said === '' ? reason : `${reason} The last it said: ${said.slice(-1000)}`;
}

export function describeExit(exit: WorkerExit): string {
  if (exit.startError !== null) return `It could not be started (${exit.startError}).`;
  if (exit.signal !== null) return `It was ended by ${exit.signal} while it started.`;
  return `It ended with exit code ${String(exit.exitCode)} while it started.`;
}
