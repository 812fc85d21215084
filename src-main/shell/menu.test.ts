import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';

import { menuTemplate } from './menu.ts';

const actions = { openLogs: () => undefined, openDataFolder: () => undefined };

function itemsOf(platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  // Our template nests by arrays only, never by a built menu.
  return menuTemplate(platform, actions).flatMap(({ submenu = [] }) => (Array.isArray(submenu) ? submenu : []));
}

function acceleratorsOf(platform: NodeJS.Platform) {
  const items = itemsOf(platform).filter((item) => item.accelerator !== undefined);
  return Object.fromEntries(items.map((item) => [String(item.role ?? item.label), item.accelerator]));
}

test('each platform has its own accelerators', () => {
  expect(acceleratorsOf('darwin')).toEqual({
    quit: 'Cmd+Q',
    redo: 'Cmd+Shift+Z',
    pasteAndMatchStyle: 'Cmd+Shift+Option+V',
    togglefullscreen: 'Ctrl+Cmd+F',
  });
  expect(acceleratorsOf('linux')).toEqual({
    quit: 'Ctrl+Q',
    redo: 'Ctrl+Y',
    pasteAndMatchStyle: 'Ctrl+Shift+V',
    togglefullscreen: 'F11',
  });
  expect(acceleratorsOf('win32')).toEqual(acceleratorsOf('linux'));
});

test('only macOS has a menu of the app itself, and each platform quits from one place', () => {
  expect(menuTemplate('darwin', actions)[0]?.role).toBe('appMenu');
  for (const platform of ['darwin', 'linux', 'win32'] as const) {
    expect(itemsOf(platform).filter((item) => item.role === 'quit')).toHaveLength(1);
  }
});
