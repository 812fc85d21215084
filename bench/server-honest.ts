/*
 * How long honest clients wait while somebody attacks: the 99th percentile of an authenticated read, asked for at a steady
 * pace from a few addresses, alone, beside burn-processor.ts (which takes of the machine what an attacker takes, and nothing of
 * the server), and under one of the attacks of attack-server.ts: in its first seconds, when it still has all the requests that
 * anybody may make at once and the server's code for them is not warm, and in the seconds that follow. The server has the limits
 * with which it is shipped, and for each attack is one that has never met any.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';

import { percentile, timeMs } from './harness.ts';
import type { BenchResult, IsWanted } from './harness.ts';
import { openHonestWorld } from './honest-world.ts';
import type { HonestWorld } from './honest-world.ts';

/** As attack-server.ts names them: by strangers, all of that together, and by somebody who is signed in. */
const attacks = [
  'guesses',
  'rubbish',
  'oversized',
  'unread',
  'strangers',
  'socket-rubbish',
  'socket-pushes',
  'largest-pushes',
  'socket-unread',
] as const;
type Attack = (typeof attacks)[number];

const honestAddresses = ['127.0.0.1', '127.0.0.3', '127.0.0.4', '127.0.0.5'];
/** Of each; together 160 a second, of what the server lets one address and one person ask. */
const everyMs = 25;
const forMs = 5_000;
/** Whoever waits longer has given up, and the benchmark with them. */
const answerMsMax = 20_000;

type Place = {
  readonly name: string;
  readonly folder: string;
  /** Of a new one at each call; undefined where it is embedded. */
  readonly createDatabase: () => Promise<string | undefined>;
};

export async function measureHonest(
  { name, folder, createDatabase }: Place,
  isWanted: IsWanted,
): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const attack of attacks) {
    if (!isWanted(`honest-p99/${name}/${attack}`)) continue;
    const world = await openHonestWorld(join(folder, attack), await createDatabase());
    try {
      results.push(await measureAttack(world, attack, `honest-p99/${name}/${attack}`));
    } finally {
      await world.server.stop();
    }
  }
  return results;
}

async function measureAttack(world: HonestWorld, attack: Attack, name: string): Promise<BenchResult> {
  const { address } = world.server;
  await askSteadily(world); // The code is warm.
  const alone = await askSteadily(world);
  const beside = await besideOf(['burn-processor.ts'], async () => await askSteadily(world));
  const attacked = await besideOf(['attack-server.ts', address, attack, world.hostileToken], async () => ({
    first: await askSteadily(world),
    later: await askSteadily(world),
  }));
  return {
    name,
    unit: 'ms',
    ours: percentile(attacked.later, 0.99),
    rivals: {
      alone: percentile(alone, 0.99),
      'busy machine': percentile(beside, 0.99),
      [`first ${String(forMs / 1000)} s`]: percentile(attacked.first, 0.99),
    },
    runs: attacked.later.length,
  };
}

/** Does the work while another process is under way. */
async function besideOf<T>([program = '', ...args]: readonly string[], work: () => Promise<T>): Promise<T> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, program), ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'close');
  try {
    await Promise.race([once(child.stdout, 'data'), endedEarly(ended, program)]);
    const done = await work();
    if (child.exitCode !== null) throw new Error(`${program} ended before it was to.`);
    return done;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function endedEarly(ended: Promise<unknown>, program: string): Promise<never> {
  await ended;
  throw new Error(`${program} ended before it had begun.`);
}

async function askSteadily({ server, honestTokens }: HonestWorld): Promise<readonly number[]> {
  const times: number[] = [];
  await Promise.all(
    honestAddresses.map(async (localAddress, index) => {
      const token = honestTokens[index] ?? '';
      const agent = new Agent({ keepAlive: true, localAddress });
      const asked: Promise<unknown>[] = [];
      const startMs = performance.now() + (index * everyMs) / honestAddresses.length;
      // As it is due, and not when the one before has been answered: or a server that stands still would be asked less.
      for (let dueMs = startMs; dueMs < startMs + forMs; dueMs += everyMs) {
        await new Promise((resolve) => void setTimeout(resolve, Math.max(0, dueMs - performance.now())));
        const ask = async () => await readMe(server.address, { agent, token });
        asked.push(timeMs(ask).then((tookMs) => times.push(tookMs)));
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
