import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { BrowserWindow, nativeTheme, screen } from 'electron';

import { appOrigin } from './navigation.ts';
import { programFolder } from './program-folder.ts';
import { parseWindowState, placeWindow, windowHeightMin, windowWidthMin } from './window-state.ts';
import type { WindowState } from './window-state.ts';

/** The page's own first colours, so that the window does not flash before it is painted. */
const firstColour = { light: '#eef0f4', dark: '#101318' };

/** Opens the window, or brings the one that there is to the front. */
export function openMainWindow(dataFolder: string): void {
  const [open] = BrowserWindow.getAllWindows();
  if (open !== undefined) {
    if (open.isMinimized()) open.restore();
    open.focus();
    return;
  }
  const stateFile = path.join(dataFolder, 'window.json');
  const { bounds, isMaximized } = placeWindow(parseWindowState(readIfThere(stateFile)), workAreas());
  const window = new BrowserWindow({
    ...bounds,
    minWidth: windowWidthMin,
    minHeight: windowHeightMin,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? firstColour.dark : firstColour.light,
    webPreferences: {
      preload: path.join(programFolder(), 'out', 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false, // It would fetch dictionaries from the network.
    },
  });
  if (isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    keepState(stateFile, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }),
  );
  void window.loadURL(`${appOrigin}/index.html`);
}

function workAreas(): [Electron.Rectangle, ...Electron.Rectangle[]] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  return [primary.workArea, ...others.map((display) => display.workArea)];
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // The first start, or a file that cannot be read: the window opens in the middle.
  }
}

function keepState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(state));
  } catch {
    // A disk that is full or read-only: the window forgets where it was.
  }
}
