import { KeysDialog } from '../../ui/keys-dialog.tsx';
import type { KeyRow } from '../../ui/keys-dialog.tsx';

const rows: readonly KeyRow[] = [
  ['Type how many (1, 0..*, 1:n), “no”, or ? and a question', '1 … ?'],
  ['No relationship', '-'],
  ['Change what is there', 'F2'],
  ['Fill the selection with what is typed', 'Mod+Enter'],
  ['Clear', 'Delete'],
  ['Questions of the cell', 'Enter'],
  ['Extend the selection', 'Shift+→'],
  ['Select the row, the column, all', 'Shift+Space'],
  ['Fill down, fill right', 'Mod+D'],
  ['Copy, cut, paste, also with spreadsheets', 'Mod+C'],
  ['Menu of what is selected', 'Shift+F10'],
  ['First and last cell', 'Mod+Home'],
  ['Go to an object', 'Mod+F'],
  ['Zoom in, out, to 100 %', 'Mod+='],
  ['Whole matrix', 'Mod+Shift+0'],
  ['Move the view', 'Space+drag'],
  ['On a header: rename', 'F2'],
  ['On a header: move the object', 'Alt+↓'],
  ['On a header: delete the object', 'Delete'],
];

export type MatrixHelpProps = { readonly isOpen: boolean; readonly onClose: () => void };

export function MatrixHelp({ isOpen, onClose }: MatrixHelpProps) {
  return <KeysDialog title="Keys of the matrix" rows={rows} isOpen={isOpen} onClose={onClose} />;
}
