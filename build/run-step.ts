import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

export type Step = {
  /** What a person reads: `lint`, `unit tests`. */
  readonly name: string;
  /** A tool that run.mjs knows, and what it is told. */
  readonly tool: readonly string[];
  /** Past this the step is ended and has failed: a test run that hangs must not hold the answer back for ever. */
  readonly tookMsMax: number;
  readonly env?: Readonly<Record<string, string>>;
};

export type StepEnd = { readonly hasPassed: boolean; readonly output: string; readonly tookMs: number };

const outputCharactersMax = 2_000_000; // A step that prints without end must not fill the memory; the end says most.

/** Runs one tool to its end and prints one line about it; what it printed itself is shown when it failed. */
export async function runStep(step: Step): Promise<StepEnd> {
  const startedAt = performance.now();
  const { code, output } = await runTool(step);
  const tookMs = performance.now() - startedAt;
  const hasPassed = code === 0;
  console.log(`${hasPassed ? 'ok    ' : 'FAILED'}  ${step.name} (${(tookMs / 1000).toFixed(1)} s)`);
  if (!hasPassed) console.log(indent(output.trim() === '' ? `It ended with code ${code} and said nothing.` : output));
  return { hasPassed, output, tookMs };
}

function runTool(step: Step): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [resolve(root, 'build/run.mjs'), ...step.tool], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0', ...step.env },
    });
    let output = '';
    function keep(text: string): void {
      output = (output + text).slice(-outputCharactersMax);
    }
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const limit = setTimeout(() => {
      keep(`\nStopped after ${step.tookMsMax / 1000} s.\n`);
      child.kill('SIGTERM');
    }, step.tookMsMax);
    child.on('error', (error) => {
      clearTimeout(limit);
      settle({ code: 1, output: `${output}\n${error.message}` });
    });
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      settle({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), output });
    });
  });
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^(?=.)/gm, '        ');
}
