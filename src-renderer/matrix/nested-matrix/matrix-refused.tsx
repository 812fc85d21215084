import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { nameOf } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';

/** Of a paste of thousands of cells the first ones say enough. */
const listedMax = 100;

/** Says cell by cell why nothing was written. */
export function MatrixRefused({ scope }: { readonly scope: MatrixScope }) {
  const refused = useMatrixStore((state) => state.refused);
  if (refused.length === 0) return null;
  const close = (): void => changeMatrix({ refused: [] });
  const isOne = refused.length === 1;
  const what = isOne
    ? 'One cell cannot be taken as it is.'
    : `${String(refused.length)} cells cannot be taken as they are.`;
  return (
    <Dialog
      title="Nothing was written"
      isOpen
      onClose={close}
      actions={
        <Button look="primary" onClick={close} data-autofocus>
          Close
        </Button>
      }
    >
      <p className="matrix-refused-lead">
        {what} Mend {isOne ? 'it' : 'them'} where {isOne ? 'it comes' : 'they come'} from, and paste again.
      </p>
      <ul className="matrix-refused" tabIndex={0} aria-label="What cannot be taken">
        {refused.slice(0, listedMax).map(({ rowId, columnId, problem }) => (
          <li key={`${rowId}>${columnId}`}>
            <strong dir="auto">
              {nameOf(scope.model, rowId)} × {nameOf(scope.model, columnId)}
            </strong>
            : {problem}.
          </li>
        ))}
      </ul>
      {refused.length > listedMax ? <p>… and {refused.length - listedMax} more.</p> : null}
    </Dialog>
  );
}
