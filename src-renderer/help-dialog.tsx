import type { Command } from './commands.ts';
import { Dialog } from './ui/dialog.tsx';
import { Shortcut } from './ui/shortcut.tsx';

export type HelpDialogProps = {
  readonly commands: readonly Command[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
};

const others = [
  { label: 'Find a command or a name', keys: 'Mod+K' },
  { label: 'Find in the source', keys: 'Mod+F' },
  { label: 'Rename in the list', keys: 'F2' },
  { label: 'Delete in the list', keys: 'Delete' },
  { label: 'Move a tab to the left', keys: 'Alt+Shift+←' },
  { label: 'Move a tab to the right', keys: 'Alt+Shift+→' },
] as const;

/** Every key the program listens for. */
export function HelpDialog({ commands, isOpen, onClose }: HelpDialogProps) {
  const rows = [...others, ...commands.flatMap(({ label, keys }) => (keys === undefined ? [] : [{ label, keys }]))];
  return (
    <Dialog title="Keyboard shortcuts" isOpen={isOpen} onClose={onClose} width={480}>
      <dl className="shortcuts">
        {rows.map(({ label, keys }) => (
          <div key={keys}>
            <dt>{label}</dt>
            <dd>
              <Shortcut keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
