import { existsSync } from 'node:fs';
import path from 'node:path';

/** The program's own folder, with resources/ and out/ in it: the same for the source, the build and the packaged program. */
export function programFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) throw new Error(`${import.meta.dirname} lies in no folder with a package.json.`);
    folder = above;
  }
  return folder;
}
