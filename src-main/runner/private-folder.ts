import { accessSync, constants, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type PrivateFolder = { readonly folder: string; readonly close: () => void };

export type PrivateFolderPlace = {
  /** The first of these that can be written to is taken; the last is made when none is there. */
  readonly parents: readonly [string, ...string[]];
  /** What the folder is called after, for example `triptych-tables`. */
  readonly prefix: string;
  readonly processId: number;
  readonly randomName: string;
};

/**
 * Makes a folder that only this account can read and only this process uses.
 *
 * It goes when it is closed; what a process that was killed has left behind goes when the next one opens its own.
 */
export function openPrivateFolder(place: PrivateFolderPlace): PrivateFolder {
  const parent = place.parents.find(isWritable) ?? place.parents[place.parents.length - 1] ?? place.parents[0];
  removeLeftBehind(parent, place.prefix);
  const folder = join(parent, `${place.prefix}-${String(place.processId)}-${place.randomName}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    folder,
    close() {
      try {
        rmSync(folder, { recursive: true, force: true });
      } catch {
        // Somebody still writes there; the next one to open such a folder removes it.
      }
    },
  };
}

function removeLeftBehind(parent: string, prefix: string): void {
  const pattern = new RegExp(`^${prefix}-(\\d+)-[0-9a-f]+$`);
  for (const name of namesIn(parent)) {
    const owner = pattern.exec(name)?.[1];
    if (owner === undefined || isProcessAlive(Number(owner))) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // Another account's folder in a shared place; that account's next start removes it.
    }
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isProcessAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // It lives, under another account.
  }
}
