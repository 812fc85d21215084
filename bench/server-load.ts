import { Agent, request } from 'node:http';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

import { percentile } from './harness.ts';

export type Load = { readonly p50: number; readonly p99: number; readonly perSecond: number; readonly count: number };

/** Asks from so many places at once for a while, each anew when it has been answered. */
export async function measureLoad(atOnce: number, forMs: number, ask: () => Promise<void>): Promise<Load> {
  await Promise.all(Array.from({ length: atOnce }, ask)); // The connections are open, and the code is warm.
  const times: number[] = [];
  const startedMs = performance.now();
  const untilMs = startedMs + forMs;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let beforeMs = startedMs; beforeMs < untilMs;) {
        beforeMs = performance.now();
        await ask();
        times.push(performance.now() - beforeMs);
      }
    }),
  );
  const tookMs = performance.now() - startedMs;
  return {
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    perSecond: (times.length / tookMs) * 1000,
    count: times.length,
  };
}

export type HttpCall = {
  readonly url: string;
  readonly method: string;
  readonly token?: string;
  readonly body?: () => unknown;
  /** Whether bodies go and come packed, as devices have them. */
  readonly isPacked?: boolean;
  /** What is answered; 200 where nothing is said. */
  readonly status?: number;
};

/** Plain node:http with kept connections: fetch takes more of the machine than what it asks. */
export function createHttpAsker({ url, method, token, body, isPacked = false, status = 200 }: HttpCall) {
  const agent = new Agent({ keepAlive: true });
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    ask: async (): Promise<string> =>
      await new Promise((resolve, reject) => {
        const text = body === undefined ? undefined : JSON.stringify(body());
        const bytes = text === undefined ? undefined : isPacked ? zstdCompressSync(text) : Buffer.from(text);
        const json =
          bytes === undefined
            ? {}
            : {
                'content-type': 'application/json',
                'content-length': bytes.length,
                ...(isPacked ? { 'content-encoding': 'zstd', 'accept-encoding': 'zstd' } : {}),
              };
        const sent = request(url, { method, agent, headers: { ...authorization, ...json } }, (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () => {
            const whole = Buffer.concat(parts);
            const read = (answer.headers['content-encoding'] === 'zstd' ? zstdDecompressSync(whole) : whole).toString();
            if (answer.statusCode === status) resolve(read);
            else reject(new Error(`${method} ${url} was answered ${String(answer.statusCode)}: ${read}`));
          });
        });
        sent.on('error', reject);
        sent.end(bytes);
      }),
    close: () => agent.destroy(),
  };
}
