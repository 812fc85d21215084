import { Dialog } from './dialog.tsx';
import { Shortcut } from './shortcut.tsx';

/** What a key does, and the key as `Shortcut` takes it. */
export type KeyRow = readonly [label: string, keys: string];

export type KeysDialogProps = {
  readonly title: string;
  readonly rows: readonly KeyRow[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly width?: number;
};

/** A list of keys and what they do. */
export function KeysDialog({ title, rows, isOpen, onClose, width = 520 }: KeysDialogProps) {
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose} width={width}>
      <dl className="shortcuts">
        {rows.map(([label, keys]) => (
          <div key={`${label} ${keys}`}>
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
