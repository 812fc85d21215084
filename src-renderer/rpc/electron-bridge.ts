/** What the preload script of the Electron shell gives the page. */
export type ElectronBridge = {
  readonly requestPort: () => void;
  /** Asks for a folder in the system's own dialog, which begins in the given one; null where none was chosen. */
  readonly chooseFolder: (startFolder: string) => Promise<string | null>;
};

/** Undefined in the loopback shell, which has no preload script. */
export function findBridge(): ElectronBridge | undefined {
  // The preload script puts it there.
  return (window as { readonly triptych?: ElectronBridge }).triptych;
}
