/*
 * One process that carries out commands of the server one after the other, as `npm run server -- …` carries out one: for tests of what
 * many of them say. A process of its own for each takes half a second of a processor. What it prints goes the way that it always
 * goes, by its two outputs, on which each command ends with a line of its own.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';

import { afterAll } from 'vitest';

import { ending } from './command-ending.harness.ts';
import type { Ended } from './server-process.harness.ts';

const program = path.join(import.meta.dirname, 'command-loop.harness.ts');

/** Begun at the first command, ended with the test file. */
export function sharedCommandProcess(): (words: readonly string[]) => Promise<Ended> {
  let child: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  afterAll(() => void child?.kill('SIGKILL'));
  return async (words) => {
    child ??= spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const running = child;
    const carriedOut = last.then(async () => await carryOut(running, words));
    last = carriedOut.catch(() => undefined);
    return await carriedOut;
  };
}

async function carryOut(child: ChildProcess, words: readonly string[]): Promise<Ended> {
  const [out, err, code] = [untilEnding(child, 'stdout'), untilEnding(child, 'stderr'), codeOf(child)];
  child.send([...words]);
  return { code: await code, out: await out, err: await err };
}

async function untilEnding(child: ChildProcess, name: 'stdout' | 'stderr'): Promise<string> {
  return await new Promise((resolve, reject) => {
    let text = '';
    const read = (bytes: Buffer): void => {
      text += bytes.toString('utf8');
      if (!text.endsWith(ending)) return;
      child[name]?.off('data', read);
      child.off('exit', fail);
      resolve(text.slice(0, -ending.length));
    };
    const fail = (): void => reject(new Error(`The process of the commands has ended. ${text}`));
    child[name]?.on('data', read);
    child.once('exit', fail);
  });
}

async function codeOf(child: ChildProcess): Promise<number> {
  return await new Promise((resolve) => void child.once('message', (code) => resolve(Number(code))));
}
