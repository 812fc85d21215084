import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants, devNull, setPriority } from 'node:os';

import type { BuildStep } from './julia-sysimage-steps.ts';

export type BuildStepPlace = {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Takes the process group; see supervisor.ts. */
  readonly guard: (groupId: number) => () => void;
  readonly signal: AbortSignal;
  /** A step that has not ended by then is ended. */
  readonly limitMs: number;
};

export type BuildStepEnd =
  | { readonly ok: true; readonly output: string }
  | { readonly ok: false; readonly reason: string };

const outputCharactersMax = 4000;

/**
 * Runs one command at the lowest priority, with /dev/null as descriptor 3 too. Aborting ends it and what it has started.
 *
 * Fails:  with the step's own sentence and the end of what the command said.
 */
export async function runBuildStep(step: BuildStep, place: BuildStepPlace): Promise<BuildStepEnd> {
  if (place.signal.aborted) return { ok: false, reason: 'It was cancelled.' };
  const nothing = openSync(devNull, 'r+'); // Node opens nothing for an ignored descriptor beyond the first three.
  const child = spawn(step.command, step.args, {
    cwd: place.folder,
    env: place.environment,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', nothing],
  });
  closeSync(nothing);
  if (child.pid !== undefined) lowerPriority(child.pid);
  const release = child.pid === undefined ? () => undefined : place.guard(child.pid);
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.out = (said.out + text).slice(-outputCharactersMax);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.err = (said.err + text).slice(-outputCharactersMax);
  });
  const end = (): void => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  place.signal.addEventListener('abort', end);
  let isTooSlow = false;
  const timer = setTimeout(() => {
    isTooSlow = true;
    end();
  }, place.limitMs);
  return await new Promise((resolve) => {
    const settle = (problem: string | undefined): void => {
      place.signal.removeEventListener('abort', end);
      clearTimeout(timer);
      release();
      if (problem === undefined) resolve({ ok: true, output: said.out });
      else resolve({ ok: false, reason: sentence(step.failed, problem, said.err) });
    };
    child.on('error', (error) => {
      settle(error.message);
    });
    child.on('close', (exitCode, signal) => {
      if (isTooSlow) settle(`it had not ended after ${String(place.limitMs / 1000)} seconds`);
      else settle(exitCode === 0 ? undefined : exitCode === null ? `it was ended by ${String(signal)}` : '');
    });
  });
}

function sentence(failed: string, problem: string, said: string): string {
  const details = [problem, said.trim()].filter((part) => part !== '').join(': ');
  return details === '' ? `${failed}.` : `${failed}: ${details}`;
}

function lowerPriority(processId: number): void {
  try {
    setPriority(processId, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system does not let us; then it is as hungry as others.
  }
}

function killGroup(groupId: number): void {
  try {
    process.kill(-groupId, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
