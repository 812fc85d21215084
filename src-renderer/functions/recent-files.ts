import { z } from 'zod';

import { readPreference, savePreference } from '../workspaces/preferences.ts';

const key = 'recent-files';
const filesMax = 6;
const filesSchema = z.array(z.string()).catch([]);

/** The files chosen last, the newest first. */
export function listRecentFiles(): readonly string[] {
  return filesSchema.parse(readPreference(key));
}

export function noteRecentFile(path: string): void {
  savePreference(key, [path, ...listRecentFiles().filter((known) => known !== path)].slice(0, filesMax));
}
