/*
 * Whether the time of an answer tells that there is somebody: a wrong password, and a forgotten one, for a person who is here,
 * beside the same for nobody.
 */
import { Pool } from 'pg';

import { startTestMailServer } from '../src-server/mail/smtp.harness.ts';
import { testDevice } from '../src-server/server-client.harness.ts';
import { median, timeMs } from './harness.ts';
import type { BenchResult } from './harness.ts';
import { createHttpAsker } from './server-load.ts';
import type { HttpCall } from './server-load.ts';
import { ratesBeyondReach, startServerProcess } from './server-process.ts';

/** Each waits for a quarter of a second. */
const tries = 60;
const nobody = 'eve@example.org';

type Place = { readonly url: string; readonly folder: string; readonly email: string };

/** On PostgreSQL, with a server that sends mail. */
export async function measureSecrecy({ url, folder, email }: Place): Promise<readonly BenchResult[]> {
  const mails = await startTestMailServer();
  const server = await startServerProcess(folder, url, [
    ...ratesBeyondReach,
    '--mail',
    mails.url,
    '--mail-from',
    mails.from,
  ]);
  try {
    return [
      await measurePair('sign-in-refused-p50', url, (who) => ({
        url: `${server.address}/api/v1/sign-in`,
        method: 'POST',
        status: 401,
        body: () => ({ email: who === 'here' ? email : nobody, password: 'a wrong guess', device: testDevice }),
      })),
      await measurePair('password-forgotten-p50', url, (who) => ({
        url: `${server.address}/api/v1/password-resets`,
        method: 'POST',
        body: () => ({ email: who === 'here' ? email : nobody }),
      })),
    ];
  } finally {
    await server.stop();
    await mails.close();
  }
}

type Who = 'here' | 'nobody';

async function measurePair(name: string, url: string, callOf: (who: Who) => HttpCall): Promise<BenchResult> {
  const pool = new Pool({ connectionString: url, max: 1 });
  const times: { readonly [who in Who]: number[] } = { here: [], nobody: [] };
  const askers = (['here', 'nobody'] as const).map((who) => ({ taken: times[who], ...createHttpAsker(callOf(who)) }));
  try {
    await pool.query('SET ROLE triptych_access');
    for (let run = 0; run < tries; run += 1) {
      // Each is the first of the two as often as the other.
      for (const { taken, ask } of run % 2 === 0 ? askers : askers.toReversed()) {
        await pool.query('DELETE FROM sign_in_failures'); // Or who fails five times waits.
        taken.push(await timeMs(ask));
      }
    }
  } finally {
    for (const { close } of askers) close();
    await pool.end();
  }
  return { name, unit: 'ms', ours: median(times.here), rivals: { nobody: median(times.nobody) }, runs: tries };
}
