/*
 * Shows the page of the loopback shell: as a window of its own where a Chromium is installed (`--app`: no tabs, no address
 * bar), otherwise in the default browser; nowhere when there is no display. The browser is given a file that leads to the page
 * (redirect-file.ts), where it is known to be able to read it, and else the address itself.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { writeRedirect } from './redirect-file.ts';

export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly homeFolder: string;
  readonly isFile: (path: string) => boolean;
  /** Where a path leads in the end, past every link. */
  readonly realPath: (path: string) => string;
};

export type Opener = {
  readonly command: string;
  readonly argsFor: (address: string) => readonly string[];
  /** A browser that is started itself, and not whatever the system takes for an address. */
  readonly isBrowser: boolean;
};

/** Which application opens addresses and which one opens pages in files, by the names of their desktop entries. */
export type DefaultApps = { readonly http: string; readonly html: string };

const chromiumNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];
const chromiumOnMac = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);
const chromiumOnWindows = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

/** What would show an address on this machine, or undefined where nothing can. Pure. */
export function findOpener(machine: Machine): Opener | undefined {
  if (!hasDisplay(machine)) return undefined;
  const chromium = findChromium(machine);
  if (chromium !== undefined) return { command: chromium, argsFor: (address) => [`--app=${address}`], isBrowser: true };
  const argsFor = (address: string): readonly string[] => [address];
  if (machine.platform === 'darwin') return { command: '/usr/bin/open', argsFor, isBrowser: false };
  if (machine.platform === 'win32') {
    // Not `start`, which is a word of cmd.exe and would read the address as a command line.
    const fileHandler = (address: string): readonly string[] => ['url.dll,FileProtocolHandler', address];
    return { command: 'rundll32.exe', argsFor: fileHandler, isBrowser: false };
  }
  const opener = findOnPath(machine, ['xdg-open']);
  return opener === undefined ? undefined : { command: opener, argsFor, isBrowser: false };
}

/**
 * Whether the opener can be given a file of the data folder. A browser from a snap or a Flatpak sees no hidden folder in the
 * home, and ours usually lies in one: it would show an error where the page should be. Pure.
 */
export function canOpenFile(machine: Machine, opener: Opener, apps: DefaultApps): boolean {
  // There nobody sees the command lines of others, and a page in a file may belong to an editor.
  if (machine.platform === 'win32') return false;
  if (machine.platform === 'darwin') return true;
  if (opener.isBrowser) return !isConfinedCommand(machine, opener.command);
  // What opens pages in WSL is a browser of Windows, which knows our files under other names.
  if (machine.environment['WSL_DISTRO_NAME'] !== undefined) return false;
  return apps.http !== '' && apps.http === apps.html && !isConfinedApp(machine, apps.http);
}

/** Opens the address and goes on; the browser is not ours to end. */
export async function openWindow(address: string, dataFolder: string): Promise<void> {
  const machine = thisMachine();
  const opener = findOpener(machine);
  if (opener === undefined) return;
  const apps = opener.isBrowser || machine.platform !== 'linux' ? { http: '', html: '' } : await askDefaultApps();
  const target = canOpenFile(machine, opener, apps) ? await redirectTo(address, dataFolder) : address;
  const child = spawn(opener.command, opener.argsFor(target), { detached: true, stdio: 'ignore' });
  // The address has been printed: whoever sees no window has it there.
  child.on('error', () => undefined);
  child.unref();
}

function thisMachine(): Machine {
  return {
    platform: process.platform,
    environment: process.env,
    homeFolder: homedir(),
    isFile: existsSync,
    realPath: (file) => realpathSync(file),
  };
}

async function redirectTo(address: string, dataFolder: string): Promise<string> {
  try {
    return await writeRedirect(dataFolder, address);
  } catch {
    return address; // A disk that takes no file: a page that opens is worth more than a token that nobody else sees.
  }
}

/** xdg-mime is a script that asks the desktop; it answers in a tenth of a second, or not at all. */
const askMsMax = 2000;

async function askDefaultApps(): Promise<DefaultApps> {
  const ask = async (type: string): Promise<string> => {
    try {
      const { stdout } = await promisify(execFile)('xdg-mime', ['query', 'default', type], { timeout: askMsMax });
      return stdout.trim();
    } catch {
      return ''; // Not there, or it does not know.
    }
  };
  const [http, html] = await Promise.all([ask('x-scheme-handler/http'), ask('text/html')]);
  return { http, html };
}

function hasDisplay({ platform, environment }: Machine): boolean {
  if (platform !== 'linux') return true;
  return Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
}

function findChromium(machine: Machine): string | undefined {
  if (machine.platform === 'darwin') return chromiumOnMac.find(machine.isFile);
  if (machine.platform !== 'win32') return findOnPath(machine, chromiumNames);
  const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => machine.environment[name]);
  return folders
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => chromiumOnWindows.map((file) => path.win32.join(folder, file)))
    .find(machine.isFile);
}

function findOnPath({ environment, isFile }: Machine, names: readonly string[]): string | undefined {
  const folders = (environment['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => path.posix.join(folder, name))).find(isFile);
}

const snapFolders = ['/snap/', '/var/lib/snapd/snap/'];

function isConfinedCommand({ isFile, realPath }: Machine, command: string): boolean {
  const real = realPath(command);
  if (path.posix.basename(real) === 'snap') return true; // The commands of snaps are links to `snap` itself.
  if (snapFolders.some((folder) => real.startsWith(folder) || command.startsWith(folder))) return true;
  if (real.includes('/flatpak/')) return true;
  // Ubuntu's package of this name is a script that starts the snap.
  return path.posix.basename(command) === 'chromium-browser' && isFile('/snap/bin/chromium');
}

/** Both put the entries of their applications into folders of their own. */
function isConfinedApp({ environment, homeFolder, isFile }: Machine, desktopEntry: string): boolean {
  const dataHome = environment['XDG_DATA_HOME'] ?? path.posix.join(homeFolder, '.local', 'share');
  return [
    '/var/lib/snapd/desktop/applications',
    '/var/lib/flatpak/exports/share/applications',
    path.posix.join(dataHome, 'flatpak', 'exports', 'share', 'applications'),
  ].some((folder) => isFile(path.posix.join(folder, desktopEntry)));
}
