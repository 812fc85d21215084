import type { CallFailure } from '#shared/calls/call-failure.ts';

import type { WorkerExit, WorkerProcess } from './worker-process.ts';

/** The failure of a call whose worker has ended under it. */
export function deathOf(exit: WorkerExit, worker: WorkerProcess): CallFailure {
  return {
    kind: 'session-died',
    exitCode: exit.exitCode,
    signal: exit.signal,
    cause: exit.signal === null ? 'exited' : 'killed',
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
