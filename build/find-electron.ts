import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const home = resolve(import.meta.dirname, '../node_modules/electron');

/**
 * Looks for Electron's binary, which is a download of its own and not on every machine.
 *
 * Never by `import 'electron'`: outside Electron that module begins the download there and then.
 */
export function findElectron(): string | undefined {
  const pathFile = join(home, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(home, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}
