import type { Command } from './commands.ts';
import { KeysDialog } from './ui/keys-dialog.tsx';
import type { KeyRow } from './ui/keys-dialog.tsx';

export type HelpDialogProps = {
  readonly commands: readonly Command[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
};

const others: readonly KeyRow[] = [
  ['Find a command or a name', 'Mod+K'],
  ['Find in the source', 'Mod+F'],
  ['Rename in the list', 'F2'],
  ['Delete in the list', 'Delete'],
  ['Move a tab to the left', 'Alt+Shift+←'],
  ['Move a tab to the right', 'Alt+Shift+→'],
];

/** Every key the program listens for. */
export function HelpDialog({ commands, isOpen, onClose }: HelpDialogProps) {
  const rows = [
    ...others,
    ...commands.flatMap(({ label, keys }): readonly KeyRow[] => (keys === undefined ? [] : [[label, keys]])),
  ];
  return <KeysDialog title="Keyboard shortcuts" rows={rows} isOpen={isOpen} onClose={onClose} width={480} />;
}
