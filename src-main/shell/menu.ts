import type { MenuItemConstructorOptions } from 'electron';

/**
 * The menu of the window, with each platform's own accelerators where Electron's roles know them. A key that the page takes for
 * itself (Ctrl+Z takes back the deletion of a function, too) does not reach the menu.
 */
export function menuTemplate(
  platform: NodeJS.Platform,
  actions: { readonly openLogs: () => void; readonly openDataFolder: () => void },
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  return [
    ...(isMac ? [appMenu()] : []),
    { label: '&File', submenu: isMac ? [{ role: 'close' }] : [{ role: 'quit', accelerator: 'Ctrl+Q' }] },
    editMenu(isMac),
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen', accelerator: isMac ? 'Ctrl+Cmd+F' : 'F11' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { label: 'Open Data Folder', click: actions.openDataFolder },
        { label: 'Open Log', click: actions.openLogs },
      ],
    },
  ];
}

function appMenu(): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit', accelerator: 'Cmd+Q' },
    ],
  };
}

function editMenu(isMac: boolean): MenuItemConstructorOptions {
  return {
    label: '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo', accelerator: isMac ? 'Cmd+Shift+Z' : 'Ctrl+Y' },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'pasteAndMatchStyle', accelerator: isMac ? 'Cmd+Shift+Option+V' : 'Ctrl+Shift+V' },
      { role: 'selectAll' },
    ],
  };
}
