import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { fail, ok } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';

export type StartOptions = {
  readonly dataFolder: string;
  /** 0 takes a free port; `last` the one of the last start, where it is free. */
  readonly port: number | 'last';
  readonly mayOpenWindow: boolean;
};

export const optionsHelp = `Options of npm start (after --):
  --data-dir DIR   Keep everything in DIR instead of the usual folder of this system
  --port N         Listen on port N of this machine instead of that of the last start (0: a free one)
  --no-open        Print the address, open no window
  --help           Show this text`;

/** Reads the options of a start, the same for both shells. Fails with a sentence for whoever typed them, or with the help. */
export function readOptions(
  args: readonly string[],
  dataFolderUsual: string,
): Result<StartOptions, { readonly isHelp: boolean; readonly text: string }> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'data-dir': { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help === true) return fail({ isHelp: true, text: optionsHelp });
    if (values.port !== undefined && !isPort(values.port)) {
      return refuse(`--port takes a whole number from 0 to 65535, not "${values.port}".`);
    }
    if (values['data-dir'] === '') return refuse('--data-dir takes the path of a folder, and got an empty one.');
    return ok({
      dataFolder: path.resolve(values['data-dir'] ?? dataFolderUsual),
      port: values.port === undefined ? 'last' : Number(values.port),
      mayOpenWindow: values['no-open'] !== true,
    });
  } catch (error) {
    // parseArgs says in a sentence which option it does not know or which one lacks its value.
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(sentence: string): Result<never, { readonly isHelp: boolean; readonly text: string }> {
  return fail({ isHelp: false, text: `${sentence}\n\n${optionsHelp}` });
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

/** Where a program's own data belongs on each system. */
export function usualDataFolder(
  platform: NodeJS.Platform = process.platform,
  environment: { readonly [name: string]: string | undefined } = process.env,
  home: string = homedir(),
): string {
  if (platform === 'darwin') return path.posix.join(home, 'Library', 'Application Support', 'Triptych');
  if (platform === 'win32')
    return path.win32.join(environment['APPDATA'] ?? path.win32.join(home, 'AppData', 'Roaming'), 'Triptych');
  return path.posix.join(environment['XDG_DATA_HOME'] ?? path.posix.join(home, '.local', 'share'), 'triptych');
}
