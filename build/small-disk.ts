import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

/** A disk of its own can be made only by root on Linux, and not in every container. */
export function canMountDisk(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && triesMount();
}

/** A disk in memory that is soon full; it goes when the test ends. `options` are tmpfs's: `size=24m`. */
export function mountSmallDisk(options: string): string {
  const disk = mkdtempSync(join(tmpdir(), 'triptych-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]);
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', disk]);
    rmSync(disk, { recursive: true });
  });
  return disk;
}

function triesMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'triptych-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true });
  }
}
