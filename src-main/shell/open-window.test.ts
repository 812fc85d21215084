import { expect, test } from 'vitest';

import { findOpener } from './open-window.ts';
import type { Machine } from './open-window.ts';

const address = 'http://127.0.0.1:4000/#t=token';

function machine(platform: NodeJS.Platform, environment: Machine['environment'], ...files: readonly string[]): Machine {
  return { platform, environment, isFile: (file) => files.includes(file) };
}

test('a Chromium on the path shows the page as a window of its own', () => {
  const linux = machine(
    'linux',
    { DISPLAY: ':0', PATH: '/usr/local/bin:/usr/bin' },
    '/usr/bin/chromium',
    '/usr/bin/xdg-open',
  );
  expect(findOpener(linux, address)).toEqual({ command: '/usr/bin/chromium', args: [`--app=${address}`] });
});

test('without a Chromium the default browser shows it', () => {
  const linux = machine('linux', { WAYLAND_DISPLAY: 'wayland-0', PATH: '/usr/bin' }, '/usr/bin/xdg-open');
  expect(findOpener(linux, address)).toEqual({ command: '/usr/bin/xdg-open', args: [address] });
  expect(findOpener(machine('darwin', {}), address)).toEqual({ command: '/usr/bin/open', args: [address] });
  expect(findOpener(machine('win32', {}), address)).toEqual({
    command: 'rundll32.exe',
    args: ['url.dll,FileProtocolHandler', address],
  });
});

test('without a display nothing is opened', () => {
  expect(findOpener(machine('linux', { PATH: '/usr/bin' }, '/usr/bin/chromium'), address)).toBeUndefined();
  expect(findOpener(machine('linux', { DISPLAY: '', PATH: '/usr/bin' }, '/usr/bin/chromium'), address)).toBeUndefined();
  expect(findOpener(machine('linux', { DISPLAY: ':0' }), address)).toBeUndefined();
});

test('installed browsers of macOS and Windows are found where they are put', () => {
  const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  expect(findOpener(machine('darwin', {}, chrome), address)?.command).toBe(chrome);
  const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
  const windows = machine(
    'win32',
    { PROGRAMFILES: 'C:\\Program Files', 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' },
    edge,
  );
  expect(findOpener(windows, address)?.command).toBe(edge);
});
