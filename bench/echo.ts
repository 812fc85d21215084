/* The physical limit of a call of another process: a hundred bytes through `cat` and back. */
import { spawn } from 'node:child_process';

export type Echo = { readonly send: () => Promise<void>; readonly close: () => void };

export async function openEcho(): Promise<Echo> {
  const cat = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
  const bytes = Buffer.alloc(100, 1);
  const send = (): Promise<void> =>
    new Promise((done) => {
      cat.stdout.once('data', () => done());
      cat.stdin.write(bytes);
    });
  await send();
  return { send, close: () => cat.kill() };
}
