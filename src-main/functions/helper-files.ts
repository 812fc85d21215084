import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { languageExtensions } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';

/** More source files than a person keeps beside one; a folder of a million must not hold up a run. */
const filesMax = 500;

/** What takes in another file of the same language. A match too many costs a look into the folder, no more. */
const takesInFiles: { readonly [language in Language]: RegExp } = {
  python: /^[^#\n]*\b(?:import|from)\b/m,
  r: /\b(?:source|sys\.source)\s*\(/,
  julia: /\binclude\b/,
};

export function mayTakeInFiles(language: Language, source: string): boolean {
  return takesInFiles[language].test(source);
}

/** The source files of a language in a folder and in the folders in it, each with its time and size. */
export async function listHelpers(language: Language, folder: string): Promise<readonly string[]> {
  const entries = await listFolder(folder);
  const below = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .slice(0, filesMax)
      .map(async ({ name }) => await listFolder(path.join(folder, name))),
  );
  const extension = languageExtensions[language].toLowerCase();
  const files = [...entries, ...below.flat()]
    .filter((entry) => !entry.isDirectory() && entry.name.toLowerCase().endsWith(extension))
    .slice(0, filesMax);
  return await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      // Gone meanwhile, or a link that leads nowhere: the language will say so.
      const status = await stat(file, { bigint: true }).catch(() => undefined);
      return [file, status?.mtimeNs, status?.size].join(' ');
    }),
  );
}

async function listFolder(folder: string) {
  return await readdir(folder, { withFileTypes: true }).catch(() => []); // One that may not be read has nothing to take in.
}
