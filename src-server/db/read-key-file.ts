import { readFileSync } from 'node:fs';

/** As text. That it is a folder Node tells without its name. */
export function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { path: file }) : error;
  }
}
