/*
 * DATA/instance.json says how to reach the program that has this data folder open: for a second start, which shows the running
 * one instead, and for the command line. Readable by its owner only, since it holds the token.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { z } from 'zod';

const instanceSchema = z.object({
  pid: z.number().int(),
  port: z.number().int(),
  token: z.string(),
  /** The Unix socket or named pipe of local-socket.ts. */
  socketPath: z.string(),
});
export type Instance = z.infer<typeof instanceSchema>;

export function addressOf({ port, token }: { readonly port: number; readonly token: string }): string {
  return `http://127.0.0.1:${String(port)}/#t=${token}`;
}

export async function writeInstance(dataFolder: string, instance: Instance): Promise<void> {
  // Written beside and renamed, so that a reader never meets half of it.
  const written = `${fileIn(dataFolder)}.${String(instance.pid)}`;
  await writeFile(written, `${JSON.stringify(instance)}\n`, { mode: 0o600 });
  await rename(written, fileIn(dataFolder));
}

/** What a running program, or one that was killed, has written; whether it still answers is for the caller to ask. */
export async function findInstance(dataFolder: string): Promise<Instance | undefined> {
  try {
    const parsed = instanceSchema.safeParse(JSON.parse(await readFile(fileIn(dataFolder), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // Not there, not readable, or not JSON: nobody who can be reached.
  }
}

export async function removeInstance(dataFolder: string): Promise<void> {
  await rm(fileIn(dataFolder), { force: true });
}

function fileIn(dataFolder: string): string {
  return path.join(dataFolder, 'instance.json');
}
