import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';

import { cellRect } from './matrix-layout.ts';
import { nameOf, cellIdsAt, textAt, writeBlock, writeSpots } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { activeSpot, selectAt } from './matrix-moves.ts';
import type { Spot } from './matrix-selection.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';
import type { MatrixEditor } from './matrix-store.ts';
import type { Surface } from './matrix-surface.ts';
import { addObjects, nameCharsMax, renameObject } from '../object-actions.ts';
import { selectedBlock } from './matrix-key-presses.ts';

export type MatrixCellEditorProps = {
  readonly scope: MatrixScope;
  readonly surface: Surface;
  readonly gridRef: RefObject<HTMLDivElement | null>;
};

/** The text that is being typed over the active cell or header. Enter and Tab keep it and move on, Escape gives it up. */
export function MatrixCellEditor(props: MatrixCellEditorProps) {
  const editor = useMatrixStore((state) => state.editor);
  if (editor === null) return null;
  const spot = activeSpot(props.scope);
  return (
    <OpenEditor
      key={`${editor.kind} ${String(spot.row)} ${String(spot.column)}`}
      {...props}
      editor={editor}
      spot={spot}
    />
  );
}

type OpenEditorProps = MatrixCellEditorProps & { readonly editor: MatrixEditor; readonly spot: Spot };

const widthMin = 132;

function OpenEditor({ scope, surface, gridRef, editor, spot }: OpenEditorProps) {
  useMatrixStore((state) => state.camera); // It moves with what it stands on.
  const isCell = editor.kind === 'cell';
  const isOpenedByKey = editor.isTyped;
  const [text, setText] = useState(isCell && !editor.isTyped ? textAt(scope, spot) : editor.text);
  const [problem, setProblem] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const isEnded = useRef(false);
  useEffect(() => {
    input.current?.focus({ preventScroll: true });
    if (!isOpenedByKey) input.current?.select();
  }, [isOpenedByKey]);

  function end(): void {
    isEnded.current = true;
    changeMatrix({ editor: null });
    gridRef.current?.focus({ preventScroll: true });
  }

  function keep(next: Spot | undefined): void {
    const problems = isCell ? writeSpots(scope, [{ spot, text }]) : [];
    if (problems.length > 0) {
      setProblem(problems[0]?.problem ?? '');
      return;
    }
    if (!isCell) keepName(scope, spot, text);
    end();
    if (next !== undefined) selectAt(scope, surface, next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const next = spotAfter(event, spot, { isCell, isOpenedByKey });
    if (event.key === 'Escape') end();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && isCell) fillSelection();
    else if (next !== undefined) keep(next);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function fillSelection(): void {
    const block = selectedBlock(scope);
    end();
    if (block !== undefined) writeBlock(scope, block, text);
  }

  // Leaving it keeps what can be kept; what cannot be read is given up, as there is nobody to mend it.
  function onBlur(): void {
    if (!isEnded.current) keep(undefined);
    if (!isEnded.current) changeMatrix({ editor: null });
  }

  const rect = cellRect(surface.getGeometry(), Math.max(spot.row, -1), spot.column);
  const isColumnHead = spot.row < 0;
  const place = {
    left: isColumnHead ? rect.x : rect.x - 1,
    top: isColumnHead ? rect.height - 32 : rect.y - 1,
    width: Math.max(widthMin, isColumnHead ? 180 : rect.width + 1),
    height: isColumnHead ? 30 : Math.max(26, rect.height + 1),
  };
  return (
    <div className="matrix-editor" style={{ left: place.left, top: place.top, width: place.width }}>
      <input
        ref={input}
        value={text}
        dir="auto"
        style={{ height: place.height }}
        maxLength={isCell ? 10_000 : nameCharsMax}
        aria-label={labelOf(scope, spot, isCell)}
        aria-invalid={problem === '' ? undefined : true}
        aria-describedby="matrix-editor-hint"
        onChange={({ target }) => {
          setText(target.value);
          setProblem('');
        }}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
      <p
        id="matrix-editor-hint"
        className={problem === '' ? 'matrix-editor-hint' : 'matrix-editor-problem'}
        role={problem === '' ? undefined : 'alert'}
      >
        {problem === ''
          ? isCell
            ? '1 · 0..1 · 0..* · 1..* · 1:n · n:m · no · ? question'
            : 'Enter keeps, Esc gives up'
          : problem}
      </p>
    </div>
  );
}

function labelOf(scope: MatrixScope, spot: Spot, isCell: boolean): string {
  const ids = cellIdsAt(scope, spot);
  if (isCell && ids !== undefined)
    return `How many ${nameOf(scope.model, ids.columnId)} does one ${nameOf(scope.model, ids.rowId)} have`;
  const object = scope.lines.objects[Math.max(spot.row, spot.column)];
  return object === undefined ? 'Name of a new object' : `Name of ${object.name}`;
}

function keepName(scope: MatrixScope, spot: Spot, text: string): void {
  const object = scope.lines.objects[Math.max(spot.row, spot.column)];
  if (object === undefined) addObjects(scope, [text]);
  else renameObject(scope, object, text);
}

/** Where a key that keeps the text leads; undefined for keys that go on typing. */
function spotAfter(
  event: KeyboardEvent,
  { row, column }: Spot,
  { isCell, isOpenedByKey }: { readonly isCell: boolean; readonly isOpenedByKey: boolean },
): Spot | undefined {
  const step = event.shiftKey ? -1 : 1;
  const isMod = event.ctrlKey || event.metaKey;
  if (event.key === 'Enter' && !isMod) return row < 0 ? { row, column: column + step } : { row: row + step, column };
  if (event.key === 'Tab') return column < 0 ? { row: row + step, column } : { row, column: column + step };
  // What was begun by typing is left by the arrows too, as in a spreadsheet.
  if (isCell && isOpenedByKey && event.key === 'ArrowDown') return { row: row + 1, column };
  if (isCell && isOpenedByKey && event.key === 'ArrowUp') return { row: row - 1, column };
  return undefined;
}
