/*
 * Keys are written once, as `Mod+Shift+Z`: Mod is ⌘ on a Mac and Ctrl elsewhere. The same text is shown, listened for and
 * listed in the help.
 */
export type ShortcutProps = { readonly keys: string };

const isMac = typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.userAgent);

export function Shortcut({ keys }: ShortcutProps) {
  return <kbd className="shortcut">{formatShortcut(keys)}</kbd>;
}

const macSymbols: { readonly [key: string]: string } = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↵' };
const otherNames: { readonly [key: string]: string } = { Mod: 'Ctrl', Enter: '↵' };

export function formatShortcut(keys: string): string {
  const parts = keys.split('+');
  return isMac
    ? parts.map((part) => macSymbols[part] ?? part).join('')
    : parts.map((part) => otherNames[part] ?? part).join(' ');
}

type KeyPress = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
};

/** Whether a key press is exactly these keys. */
export function isShortcut(keys: string, event: KeyPress): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const isMod = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  const hasMod = event.ctrlKey || event.metaKey;
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    (parts.includes('Mod') ? isMod : !hasMod) &&
    parts.includes('Shift') === event.shiftKey &&
    parts.includes('Alt') === event.altKey
  );
}
