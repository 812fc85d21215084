import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A port that is free now. Chosen before the server listens, because the links that it gives out name it. */
export async function findFreePort(host: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, host, resolve);
  });
  const { port } = probe.address() as AddressInfo; // It listens on a port, not on a path.
  await new Promise((resolve) => void probe.close(resolve));
  return port;
}
