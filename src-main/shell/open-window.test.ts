import { expect, test } from 'vitest';

import { canOpenFile, findOpener } from './open-window.ts';
import type { DefaultApps, Machine } from './open-window.ts';

const address = 'http://127.0.0.1:4000/#t=token';

function machine(platform: NodeJS.Platform, environment: Machine['environment'], ...files: readonly string[]): Machine {
  return {
    platform,
    environment,
    homeFolder: '/home/ada',
    isFile: (file) => files.includes(file),
    realPath: (file) => (file.startsWith('/snap/bin/') ? '/usr/bin/snap' : file),
  };
}

/** What would be started to show the address. */
function commandOf(where: Machine): readonly string[] | undefined {
  const opener = findOpener(where);
  return opener === undefined ? undefined : [opener.command, ...opener.argsFor(address)];
}

test('a Chromium on the path shows the page as a window of its own', () => {
  const linux = machine(
    'linux',
    { DISPLAY: ':0', PATH: '/usr/local/bin:/usr/bin' },
    '/usr/bin/chromium',
    '/usr/bin/xdg-open',
  );
  expect(commandOf(linux)).toEqual(['/usr/bin/chromium', `--app=${address}`]);
});

test('without a Chromium the default browser shows it', () => {
  const linux = machine('linux', { WAYLAND_DISPLAY: 'wayland-0', PATH: '/usr/bin' }, '/usr/bin/xdg-open');
  expect(commandOf(linux)).toEqual(['/usr/bin/xdg-open', address]);
  expect(commandOf(machine('darwin', {}))).toEqual(['/usr/bin/open', address]);
  expect(commandOf(machine('win32', {}))).toEqual(['rundll32.exe', 'url.dll,FileProtocolHandler', address]);
});

test('without a display nothing is opened', () => {
  expect(findOpener(machine('linux', { PATH: '/usr/bin' }, '/usr/bin/chromium'))).toBeUndefined();
  expect(findOpener(machine('linux', { DISPLAY: '', PATH: '/usr/bin' }, '/usr/bin/chromium'))).toBeUndefined();
  expect(findOpener(machine('linux', { DISPLAY: ':0' }))).toBeUndefined();
});

test('installed browsers of macOS and Windows are found where they are put', () => {
  const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  expect(findOpener(machine('darwin', {}, chrome))?.command).toBe(chrome);
  const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
  const windows = machine(
    'win32',
    { PROGRAMFILES: 'C:\\Program Files', 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' },
    edge,
  );
  expect(findOpener(windows)?.command).toBe(edge);
});

const noApps: DefaultApps = { http: '', html: '' };
const firefox: DefaultApps = { http: 'firefox.desktop', html: 'firefox.desktop' };
const desktop = { DISPLAY: ':0', PATH: '/usr/bin:/snap/bin' };
const xdg = '/usr/bin/xdg-open';

test.each<[string, Machine, DefaultApps, boolean]>([
  ['a Chromium of the system', machine('linux', desktop, '/usr/bin/chromium'), noApps, true],
  ['a Chromium from a snap', machine('linux', desktop, '/snap/bin/chromium'), noApps, false],
  [
    "Ubuntu's script that starts the snap",
    machine('linux', { ...desktop, PATH: '/usr/bin' }, '/usr/bin/chromium-browser', '/snap/bin/chromium'),
    noApps,
    false,
  ],
  ['a default browser of the system', machine('linux', desktop, xdg), firefox, true],
  ['a default browser that is not known', machine('linux', desktop, xdg), noApps, false],
  [
    'a default browser that leaves pages in files to an editor',
    machine('linux', desktop, xdg),
    { http: 'firefox.desktop', html: 'editor.desktop' },
    false,
  ],
  [
    'a default browser from a snap',
    machine('linux', desktop, xdg, '/var/lib/snapd/desktop/applications/firefox_firefox.desktop'),
    { http: 'firefox_firefox.desktop', html: 'firefox_firefox.desktop' },
    false,
  ],
  [
    'a default browser from a Flatpak of the system',
    machine('linux', desktop, xdg, '/var/lib/flatpak/exports/share/applications/org.mozilla.firefox.desktop'),
    { http: 'org.mozilla.firefox.desktop', html: 'org.mozilla.firefox.desktop' },
    false,
  ],
  [
    'a default browser from a Flatpak of the person',
    machine(
      'linux',
      desktop,
      xdg,
      '/home/ada/.local/share/flatpak/exports/share/applications/org.mozilla.firefox.desktop',
    ),
    { http: 'org.mozilla.firefox.desktop', html: 'org.mozilla.firefox.desktop' },
    false,
  ],
  ['a browser of Windows beside WSL', machine('linux', { ...desktop, WSL_DISTRO_NAME: 'Debian' }, xdg), firefox, false],
  ['the default browser of macOS', machine('darwin', {}), noApps, true],
  [
    'the default browser of Windows, where nobody sees the command lines of others',
    machine('win32', {}),
    noApps,
    false,
  ],
])('whether %s is given the file', (_name, where, apps, isGiven) => {
  const opener = findOpener(where);
  expect(opener === undefined ? undefined : canOpenFile(where, opener, apps)).toBe(isGiven);
});
