import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { diskFailureOf } from './store-failure.ts';

export type DiskFailure = { readonly kind: 'disk-full' } | { readonly kind: 'disk-read-only' };

/** Writes a small file for its person alone (0600), so that after any crash it is whole: as it was, or as it is now. */
export function writeWhole(file: string, text: string): Result<undefined, DiskFailure> {
  const partial = `${file}.partial`;
  try {
    // A partial file that was left behind could have other rights than a new one.
    rmSync(partial, { force: true });
    const descriptor = openSync(partial, 'wx', 0o600);
    try {
      const bytes = Buffer.from(text);
      let written = 0;
      while (written < bytes.length) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(partial, file);
    syncFolder(dirname(file));
    return ok(undefined);
  } catch (error) {
    rmSync(partial, { force: true });
    const kind = diskFailureOf(error);
    if (kind === undefined) throw error;
    return fail({ kind });
  }
}

// The new name reaches the disk with the folder; Windows knows no such call and needs none.
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
