/*
 * DATA/last-port says on which port this data folder was last open. A browser keeps what a page leaves with it for one address,
 * port included: only a program that is at the same one again finds there what was typed and not stored when it was killed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const portMax = 65_535;

/** 0, which takes a free one, where there was no earlier start. */
export async function readLastPort(dataFolder: string): Promise<number> {
  try {
    const text = (await readFile(fileIn(dataFolder), 'utf8')).trim();
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    return port <= portMax ? port : 0;
  } catch {
    return 0;
  }
}

/** Without it (a full disk) the next start takes a free port. */
export async function writeLastPort(dataFolder: string, port: number): Promise<void> {
  await writeFile(fileIn(dataFolder), `${String(port)}\n`, { mode: 0o600 }).catch(() => undefined);
}

function fileIn(dataFolder: string): string {
  return path.join(dataFolder, 'last-port');
}
