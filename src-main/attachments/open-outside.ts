import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';

export type Desktop = {
  readonly platform: NodeJS.Platform;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly isFile: (path: string) => boolean;
};

/** What opens a document with the program that the person has chosen for it; undefined where nothing can. Pure. */
export function findDocumentOpener(
  { platform, environment, isFile }: Desktop,
  file: string,
): { readonly command: string; readonly args: readonly string[] } | undefined {
  if (platform === 'darwin') return { command: '/usr/bin/open', args: [file] };
  // Not `start`, which is a word of cmd.exe and would read the name as a command line.
  if (platform === 'win32') return { command: 'rundll32.exe', args: ['url.dll,FileProtocolHandler', file] };
  if ((environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY'] ?? '') === '') return undefined;
  const folders = (environment['PATH'] ?? '').split(':').filter((folder) => path.posix.isAbsolute(folder));
  const command = folders.map((folder) => path.posix.join(folder, 'xdg-open')).find(isFile);
  return command === undefined ? undefined : { command, args: [file] };
}

/** Starts it and goes on; the program is not ours to end. The failure is a sentence without its full stop. */
export async function openOutside(file: string): Promise<Result<undefined, string>> {
  const desktop = { platform: process.platform, environment: process.env, isFile: existsSync };
  const opener = findDocumentOpener(desktop, file);
  if (opener === undefined) return fail('There is no desktop here whose programs could open it');
  return await new Promise((resolve) => {
    const child = spawn(opener.command, opener.args, { detached: true, stdio: 'ignore' });
    child.once('spawn', () => resolve(ok(undefined)));
    child.once('error', (error) => resolve(fail(`The program that opens documents did not start: ${error.message}`)));
    child.unref();
  });
}
