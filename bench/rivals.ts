/*
 * What our figures stand beside, measured in the same run where it is installed (build/provision.sh --bench): Jupyter's kernels
 * through its own client, and R's way to JSON.
 */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

import type { Language } from '../src-shared/calls/language.ts';
import { findPythonWith } from './calls.ts';

export type KernelTimes = {
  readonly coldMs: number;
  readonly warmMs: readonly number[];
  readonly cancelMs: readonly number[];
};

type Kernel = { readonly rival: string; readonly name: string; readonly define: string; readonly spin: string };

/** Julia's kernel is in no package of Debian's. */
const kernels: { readonly [language in Language]?: Kernel } = {
  python: {
    rival: 'ipykernel',
    name: 'python3',
    define: 'def add(x):\n    return x + 1.0',
    spin: 'while True:\n    pass',
  },
  r: { rival: 'IRkernel', name: 'ir', define: 'add <- function(x) x + 1', spin: 'repeat NULL' },
};

const kernelCalls = 200;

/** The rival's name and times, or undefined where it is not installed. */
export async function measureKernel(
  language: Language,
): Promise<{ readonly rival: string; readonly times: KernelTimes } | undefined> {
  const kernel = kernels[language];
  const python = kernel === undefined ? undefined : findPythonWith('jupyter_client');
  if (kernel === undefined || python === undefined) return undefined;
  const script = join(import.meta.dirname, 'jupyter-kernel.py');
  const output = await outputOf(python, [
    script,
    kernel.name,
    kernel.define,
    'add(1.5)',
    kernel.spin,
    String(kernelCalls),
  ]);
  // Written by the script beside this file.
  return output === undefined ? undefined : { rival: kernel.rival, times: JSON.parse(output) as KernelTimes };
}

async function outputOf(command: string, args: readonly string[]): Promise<string | undefined> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((done) => child.once('close', done));
  return code === 0 ? output : undefined;
}

/** Milliseconds that jsonlite takes to write and to read a table of doubles, in R alone: no process in between. */
export function measureJsonlite(rowCount: number, columnCount: number): { in: number; out: number } | undefined {
  const code = `suppressMessages(library(jsonlite))
data <- as.data.frame(lapply(seq_len(${String(columnCount)}), function(i) runif(${String(rowCount)})))
out <- system.time(text <- toJSON(data, digits = NA))[["elapsed"]]
back <- system.time(fromJSON(text))[["elapsed"]]
cat(out * 1000, back * 1000)`;
  const { status, stdout } = spawnSync('Rscript', ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'] });
  if (status !== 0) return undefined;
  const [out = Number.NaN, back = Number.NaN] = stdout.toString().trim().split(' ').map(Number);
  return { out, in: back };
}
