import { useEffect, useEffectEvent } from 'react';

import type { Command } from './commands.ts';
import { isShortcut } from './ui/shortcut.tsx';

/** Carries out commands by their keys, wherever the focus is. */
export function useCommandKeys(commands: readonly Command[]): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const command = commands.find(({ keys }) => keys !== undefined && isShortcut(keys, event));
    if (command === undefined || isDialogOpen() || (command.leavesTyping === true && isTyping(event.target))) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    keepTyped(event.target);
    command.run();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKeyDown(event);
    // Before the editor and the dialogs: the keys of the program are the same everywhere.
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, []);
}

// A dialog is about one thing; running what lies behind it would surprise.
function isDialogOpen(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null;
}

/** A field that keeps its text when it is left has it kept before the command: a run is to have the limit just typed. */
function keepTyped(target: EventTarget | null): void {
  if (!(target instanceof HTMLInputElement) || target.dataset['keeps'] !== 'when-left') return;
  target.blur();
  target.focus();
}

const untypedInputs = new Set(['checkbox', 'radio', 'button']);

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !untypedInputs.has(target.type);
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable);
}
