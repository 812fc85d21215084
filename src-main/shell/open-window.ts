/*
 * Shows the page of the loopback shell: as a window of its own where a Chromium is installed (`--app`: no tabs, no address
 * bar), otherwise in the default browser; nowhere when there is no display.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly isFile: (path: string) => boolean;
};

export type Opener = { readonly command: string; readonly args: readonly string[] };

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

/** What would show the address on this machine, or undefined where nothing can. Pure. */
export function findOpener(machine: Machine, address: string): Opener | undefined {
  if (!hasDisplay(machine)) return undefined;
  const chromium = findChromium(machine);
  if (chromium !== undefined) return { command: chromium, args: [`--app=${address}`] };
  if (machine.platform === 'darwin') return { command: '/usr/bin/open', args: [address] };
  // Not `start`, which is a word of cmd.exe and would read the address as a command line.
  if (machine.platform === 'win32') return { command: 'rundll32.exe', args: ['url.dll,FileProtocolHandler', address] };
  const opener = findOnPath(machine, ['xdg-open']);
  return opener === undefined ? undefined : { command: opener, args: [address] };
}

/** Opens the address and goes on; the browser is not ours to end. */
export function openWindow(address: string): void {
  const opener = findOpener({ platform: process.platform, environment: process.env, isFile: existsSync }, address);
  if (opener === undefined) return;
  const child = spawn(opener.command, opener.args, { detached: true, stdio: 'ignore' });
  // The address has been printed: whoever sees no window has it there.
  child.on('error', () => undefined);
  child.unref();
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
