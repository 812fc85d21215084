import path from 'node:path';

type FolderDialogOptions = {
  readonly title: string;
  readonly buttonLabel: string;
  readonly properties: ('openDirectory' | 'createDirectory')[];
  readonly defaultPath?: string;
};

/** How Electron's dialog asks for a folder. `startFolder` comes from a page, so it is a path or nothing. */
export function folderDialogOptions(startFolder: unknown): FolderDialogOptions {
  const isPath = typeof startFolder === 'string' && path.isAbsolute(startFolder) && !startFolder.includes('\0');
  return {
    title: 'Choose a folder',
    buttonLabel: 'Choose this folder',
    properties: ['openDirectory', 'createDirectory'],
    ...(isPath ? { defaultPath: startFolder } : {}),
  };
}
