/* A port for a server that is started again where it was. */
import { createServer } from 'node:net';

/** Behind 10080, the one port about there that `fetch` and browsers refuse to ask. */
const first = 10_081;
const count = 10_000;
const attemptsMax = 50;

/**
 * One that is free, and that nobody takes while the server is away: systems give out ports for outgoing connections, and for who asks
 * for any, above. A device that asks again and again whether its server is back could even be given the server's own port to ask from,
 * and be connected with itself.
 */
export async function findTestPort(): Promise<number> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const port = first + Math.floor(Math.random() * count);
    if (await isFree(port)) return port;
  }
  throw new Error('There is no free port.');
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return await new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
