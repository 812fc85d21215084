import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Where a thread's own file of the source is in the program as it runs. The build puts every thread beside the program's own file; a
 * part of that may be in a folder of its own.
 */
export function builtThread(file: string): string {
  const here = import.meta.dirname;
  if (import.meta.filename.endsWith('.ts')) return file;
  const name = `${path.basename(file, '.ts')}.js`;
  const beside = path.join(here, name);
  return existsSync(beside) ? beside : path.join(here, '..', name);
}
