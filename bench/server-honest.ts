/*
 * How long an honest client waits while somebody attacks: the 99th percentile of an authenticated read, asked for at a steady
 * pace from a few addresses, alone, beside burn-processor.ts (which takes of the machine what an attacker takes, and nothing of
 * the server), and under attack-server.ts. The server has the limits with which it is shipped.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';

import { percentile, timeMs } from './harness.ts';
import type { BenchResult } from './harness.ts';
import type { BenchProcess } from './server-process.ts';

const honestAddresses = ['127.0.0.1', '127.0.0.3', '127.0.0.4', '127.0.0.5'];
/** Of each; together 160 a second, of what the server lets one address ask. */
const everyMs = 25;
const forMs = 5_000;
/** Whoever waits longer has given up, and the benchmark with them. */
const answerMsMax = 20_000;

export async function measureHonest(
  server: BenchProcess,
  { name, token }: { readonly name: string; readonly token: string },
): Promise<BenchResult> {
  await askSteadily(server.address, token); // The code is warm.
  const alone = await askSteadily(server.address, token);
  const beside = await besideOf(
    'burn-processor.ts',
    server.address,
    async () => await askSteadily(server.address, token),
  );
  const attacked = await besideOf(
    'attack-server.ts',
    server.address,
    async () => await askSteadily(server.address, token),
  );
  return {
    name: `honest-p99/${name}`,
    unit: 'ms',
    ours: percentile(attacked, 0.99),
    rivals: { alone: percentile(alone, 0.99), 'busy machine': percentile(beside, 0.99) },
    runs: attacked.length,
  };
}

/** Does the work while another process is under way. */
async function besideOf<T>(program: string, address: string, work: () => Promise<T>): Promise<T> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, program), address],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'close');
  try {
    await once(child.stdout, 'data');
    return await work();
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function askSteadily(address: string, token: string): Promise<readonly number[]> {
  const times: number[] = [];
  await Promise.all(
    honestAddresses.map(async (localAddress, index) => {
      const agent = new Agent({ keepAlive: true, localAddress });
      const asked: Promise<unknown>[] = [];
      const startMs = performance.now() + (index * everyMs) / honestAddresses.length;
      // As it is due, and not when the one before has been answered: or a server that stands still would be asked less.
      for (let dueMs = startMs; dueMs < startMs + forMs; dueMs += everyMs) {
        await new Promise((resolve) => void setTimeout(resolve, Math.max(0, dueMs - performance.now())));
        asked.push(timeMs(async () => await readMe(address, { agent, token })).then((tookMs) => times.push(tookMs)));
      }
      await Promise.all(asked);
      agent.destroy();
    }),
  );
  return times;
}

async function readMe(address: string, { agent, token }: { readonly agent: Agent; readonly token: string }) {
  const options = { agent, headers: { authorization: `Bearer ${token}` }, timeout: answerMsMax };
  await new Promise<void>((resolve, reject) => {
    const sent = request(`${address}/api/v1/me`, options, (answer) => {
      answer.resume();
      answer.once('end', () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`An honest client was answered ${String(answer.statusCode)}.`));
      });
    });
    sent.once('error', reject);
    sent.once('timeout', () =>
      sent.destroy(new Error(`An honest client waited ${String(answerMsMax)} ms for nothing.`)),
    );
    sent.end();
  });
}
