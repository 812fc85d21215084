import { hash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { languageExtensions } from '#shared/calls/language.ts';
import type { Language } from '#shared/calls/language.ts';

import type { RunRequest } from './run-request.ts';

/** More source files than a person keeps beside one; a folder of a million must not hold up a run. */
const filesMax = 500;

/** What takes in another file of the same language. A match too many costs a look into the folder, no more. */
const takesInFiles: { readonly [language in Language]: RegExp } = {
  python: /^[^#\n]*\b(?:import|from)\b/m,
  r: /\b(?:source|sys\.source)\s*\(/,
  julia: /\binclude\b/,
};

/**
 * Names what a session may have loaded of a source: the source itself, the folder that it works in, and the source files
 * there that it may take in (`import helper`, `source("helper.R")`, `include("helper.jl")`). A session loads each name once, so a
 * helper that was edited is loaded anew, and two workspaces with the same source each have their own helpers.
 */
export async function loadedName(
  checksum: string,
  { language, source, workingFolder }: Pick<RunRequest, 'language' | 'source' | 'workingFolder'>,
): Promise<string> {
  const helpers = takesInFiles[language].test(source) ? await listHelpers(language, workingFolder) : [];
  return hash('sha256', [checksum, workingFolder, ...helpers].join('\n'));
}

/** The source files of a folder and of the folders in it, each with its time and size. */
async function listHelpers(language: Language, folder: string): Promise<readonly string[]> {
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
