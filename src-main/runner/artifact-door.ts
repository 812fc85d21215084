import { lstatSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';

import type { CapturedArtifact } from './call.ts';

/**
 * Why a file that a worker tells of is not taken, in a sentence; undefined for one that may be.
 *
 * A worker copies what a function gives to its run into its session's own folder. Whatever else it names, because a function
 * has written to its channel, would be moved away from where it lies: so it is left alone, and not even deleted.
 */
export function findArtifactRefusal({ name, path }: CapturedArtifact, scratchFolder: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return `The file ${name} was gone before it could be kept.`;
  if (realOf(dirname(path)) !== realOf(scratchFolder))
    return `The file ${name} was not kept: it does not lie in the folder of its session. Give it with triptych's artifact function, which puts a copy there.`;
  if (!stats.isFile()) return `The file ${name} was not kept: it is a link or a folder, and not a file of its own.`;
  if (stats.nlink > 1)
    return `The file ${name} was not kept: it is the same file as one elsewhere (a hard link). Give a copy of it.`;
  return undefined;
}

function realOf(folder: string): string | undefined {
  try {
    return realpathSync(folder);
  } catch {
    return undefined; // It has gone with its session; then nothing lies in it.
  }
}
