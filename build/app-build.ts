import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const stampFile = join(root, 'out/built-at');
const sources = [
  'src-shared',
  'src-main',
  'src-renderer',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
];

/**
 * True when out/ is what the sources say. A build stamps the time at which it began, once it has ended well: so an edit during
 * a build and a build that was interrupted both count as old. Folders are looked at too, since a file that was deleted or
 * renamed leaves its mark only there.
 */
export function isBuildFresh(): boolean {
  const builtAt = readStamp();
  return builtAt !== undefined && sources.every((source) => isUnchangedSince(builtAt, join(root, source)));
}

/** Builds the program into out/, printing what went wrong if something did. Returns whether it is there now. */
export function buildApp(): boolean {
  const startedAt = Date.now();
  rmSync(stampFile, { force: true });
  const electronVite = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const { status } = spawnSync(process.execPath, [electronVite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    // For which Electron it builds, it would else ask the package, which only tests and the desktop window need.
    env: { ...process.env, ELECTRON_MAJOR_VER: electronMajor() },
    stdio: ['ignore', 2, 2], // Standard output belongs to the program that may be started next.
  });
  if (status !== 0) return false;
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(stampFile, String(startedAt));
  return true;
}

function electronMajor(): string {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly devDependencies: { readonly electron: string };
  };
  return devDependencies.electron.split('.')[0] ?? '';
}

function readStamp(): number | undefined {
  try {
    return Number(readFileSync(stampFile, 'utf8'));
  } catch {
    return undefined; // Never built, or not to the end.
  }
}

function isUnchangedSince(builtAt: number, path: string): boolean {
  const stat = statSync(path);
  if (stat.mtimeMs >= builtAt) return false;
  if (!stat.isDirectory()) return true;
  return readdirSync(path, { withFileTypes: true }).every((entry) => {
    if (/\.test\.tsx?$/.test(entry.name)) return true;
    return isUnchangedSince(builtAt, join(path, entry.name));
  });
}
