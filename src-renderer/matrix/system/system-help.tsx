import { KeysDialog } from '../../ui/keys-dialog.tsx';
import type { KeyRow } from '../../ui/keys-dialog.tsx';
import { changeSystem, useSystemStore } from './system-store.ts';

const rows: readonly KeyRow[] = [
  ['To the nearest object that way', '→'],
  ['Details, or open a cluster', 'Enter'],
  ['Rename', 'F2'],
  ['New object; or double click where there is room', 'N'],
  ['Relate to another; or drag from the edge of one', 'R'],
  ['Its neighbourhood', 'H'],
  ['Path between two', 'P'],
  ['Choose, choose no more', 'Space'],
  ['Choose several; or Shift and drag', 'Shift+→'],
  ['Choose all', 'Mod+A'],
  ['Move what is chosen', 'Alt+→'],
  ['Delete', 'Delete'],
  ['Nearer, farther', '+'],
  ['Everything; at 100 %', '1'],
  ['The list in words', 'L'],
];

export function SystemHelp() {
  const isOpen = useSystemStore((state) => state.isHelpOpen);
  return (
    <KeysDialog
      title="Keys of the system model"
      rows={rows}
      isOpen={isOpen}
      onClose={() => changeSystem({ isHelpOpen: false })}
    />
  );
}
