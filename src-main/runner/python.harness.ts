import { spawnSync } from 'node:child_process';
import { TestRunner } from 'vitest';

import { valueToJson } from '#shared/values/value-json.ts';
import type { Json } from '#shared/values/json.ts';
import type { CallFailure } from '#shared/calls/call-failure.ts';
import type { Value } from '#shared/values/value.ts';

import type { Call } from './call.ts';
import { setupRunner } from './runner.harness.ts';
import type { Answered } from './runner.harness.ts';

export type Python = {
  readonly folder: string;
  readonly call: (source: string, args?: Call['args']) => Promise<Answered>;
  readonly value: (source: string, args?: Call['args']) => Promise<Value>;
  readonly give: (source: string, args?: Call['args']) => Promise<Json>;
};

/** Debian's own Python before any that only lies on PATH: the system's packages are those of the first. */
const pythonsWithPackages = ['/usr/bin/python3', 'python3', 'python'];
const packagesNeeded = 'import numpy, pandas, tqdm, sys; print(sys.executable)';
let knownPython: string | null | undefined;

/** One that has numpy, pandas and tqdm. The test that is running is skipped where there is none. */
export function findPythonWithPackages(): string | undefined {
  knownPython ??=
    pythonsWithPackages
      .map((command) => spawnSync(command, ['-c', packagesNeeded], { encoding: 'utf8' }))
      .find(({ status }) => status === 0)
      ?.stdout.trim() ?? null;
  if (knownPython === null) {
    TestRunner.getCurrentTest()?.context.skip(
      'Python has no numpy, pandas or tqdm: install python3-pandas and python3-tqdm.',
    );
  }
  return knownPython ?? undefined;
}

/** Sources define `f`. Each Python has a session of its own, which ends with the test. */
export function setupPython({ hasPackages = false }: { readonly hasPackages?: boolean } = {}): Python {
  const python = hasPackages ? findPythonWithPackages() : undefined;
  const { ask, valueOf, folder } = setupRunner(python === undefined ? {} : { chosenPaths: { python } });
  return {
    folder,
    call: async (source, args = []) => await ask({ language: 'python', source, entry: 'f', args }),
    value: async (source, args = []) => await valueOf({ language: 'python', source, entry: 'f', args }),
    give: async (source, args = []) => valueToJson(await valueOf({ language: 'python', source, entry: 'f', args })),
  };
}

export function failureOf({ outcome }: Pick<Answered, 'outcome'>): CallFailure {
  if (outcome.kind === 'failed') return outcome.failure;
  throw new Error('The call did not fail.');
}
