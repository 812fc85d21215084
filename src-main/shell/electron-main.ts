/*
 * The Electron shell's main process: windows, menu, protocol, and the hand-over of ports. The core runs beside it in a utility
 * process, so that SQLite never stalls a window (decisions.md 1). Everything that is decided here is decided by the pure functions
 * of navigation.ts, window-state.ts, menu.ts and app-protocol.ts.
 */
import path from 'node:path';

import { BrowserWindow, Menu, app, dialog, ipcMain, protocol, session, shell } from 'electron';

import { folderRequest, portRequest } from '#shared/rpc/wire.ts';

import { answerAppRequest } from './app-protocol.ts';
import { openCoreProcess } from './core-process.ts';
import type { CoreProcess } from './core-process.ts';
import { openMainWindow } from './main-window.ts';
import { menuTemplate } from './menu.ts';
import { folderDialogOptions } from './folder-dialog-options.ts';
import { appScheme, decideWindowOpen, isOurSender, isPermissionGranted, mayNavigate } from './navigation.ts';
import { programFolder } from './program-folder.ts';
import { readOptions, usualDataFolder } from './read-options.ts';

// Electron's own words come first: its binary, and the program's folder where the program is not packaged.
const args = process.argv.slice(app.isPackaged ? 1 : 2);
const options = readOptions(args, usualDataFolder());

if (!options.ok) {
  process.stderr.write(`${options.failure.text}\n`);
  app.exit(options.failure.isHelp ? 0 : 2);
} else {
  const { dataFolder } = options.value;
  // One instance for each data folder: Electron's lock goes by this folder.
  app.setPath('userData', path.join(dataFolder, 'electron'));
  if (app.requestSingleInstanceLock()) start(dataFolder);
  else app.quit();
}

function start(dataFolder: string): void {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  guardContents();
  void app.whenReady().then(() => {
    const pageFolder = path.join(programFolder(), 'out', 'renderer');
    protocol.handle(appScheme, (request) => answerAppRequest(pageFolder, request));
    denyPermissions();
    const core = openCoreProcess(args, { onReady: printAddress, onAlreadyRunning: showOther, onFailed: fail });
    givePortsToPages(core);
    chooseFoldersForPages();
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, folderActions(dataFolder))));
    openMainWindow(dataFolder);
    app.on('activate', () => openMainWindow(dataFolder));
    app.on('second-instance', () => openMainWindow(dataFolder));
    endWithCore(core);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

function printAddress(address: string): void {
  process.stdout.write(`Triptych is at ${address}\n`);
}

/** The loopback shell has the data folder open: its page is shown where it is, in the browser. */
function showOther(address: string): void {
  printAddress(address);
  void shell.openExternal(address).finally(() => app.exit(0));
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  dialog.showErrorBox('Triptych could not start', sentence);
  app.exit(1);
}

/** For every page that there will ever be: it stays where it is, opens no window, and embeds nothing. */
function guardContents(): void {
  app.on('web-contents-created', (_created, contents) => {
    const stay = (event: Electron.Event<{ readonly url: string }>): void => {
      if (!mayNavigate(event.url)) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-frame-navigate', stay);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      const decision = decideWindowOpen(url);
      if (decision.kind === 'open-outside') void shell.openExternal(decision.address);
      return { action: 'deny' };
    });
  });
}

function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) => {
    answer(isPermissionGranted(permission, contents.getURL()));
  });
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) =>
    isPermissionGranted(permission, `${origin}/`),
  );
  session.defaultSession.setDevicePermissionHandler(() => false);
}

function givePortsToPages(core: CoreProcess): void {
  ipcMain.on(portRequest, (event) => {
    if (!isOurSender(event.senderFrame)) return;
    core.connectPage(event.sender);
  });
}

/** A page learns the folder that the person chose, and no other. */
function chooseFoldersForPages(): void {
  ipcMain.handle(folderRequest, async (event, startFolder: unknown): Promise<string | null> => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (!isOurSender(event.senderFrame) || window === null) return null;
    const { canceled, filePaths } = await dialog.showOpenDialog(window, folderDialogOptions(startFolder));
    return canceled ? null : (filePaths[0] ?? null);
  });
}

function folderActions(dataFolder: string): { readonly openLogs: () => void; readonly openDataFolder: () => void } {
  return {
    openLogs: () => void shell.openPath(path.join(dataFolder, 'logs', 'triptych.log')),
    openDataFolder: () => void shell.openPath(dataFolder),
  };
}

/** Quitting waits until the core has closed its files and ended its sessions. */
function endWithCore(core: CoreProcess): void {
  let hasEnded = false;
  app.on('before-quit', (event) => {
    if (hasEnded) return;
    event.preventDefault();
    void core.end().then(() => {
      hasEnded = true;
      app.quit();
    });
  });
}
