import { Agent, request } from 'node:http';

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
  /** What is answered; 200 where nothing is said. */
  readonly status?: number;
};

/** Plain node:http with kept connections: fetch takes more of the machine than what it asks. */
export function createHttpAsker({ url, method, token, body, status = 200 }: HttpCall) {
  const agent = new Agent({ keepAlive: true });
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    ask: async (): Promise<string> =>
      await new Promise((resolve, reject) => {
        const text = body === undefined ? undefined : JSON.stringify(body());
        const json =
          text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
        const sent = request(url, { method, agent, headers: { ...authorization, ...json } }, (answer) => {
          let read = '';
          answer.setEncoding('utf8');
          answer.on('data', (part: string) => (read += part));
          answer.on('end', () => {
            if (answer.statusCode === status) resolve(read);
            else reject(new Error(`${method} ${url} was answered ${String(answer.statusCode)}: ${read}`));
          });
        });
        sent.on('error', reject);
        sent.end(text);
      }),
    close: () => agent.destroy(),
  };
}
