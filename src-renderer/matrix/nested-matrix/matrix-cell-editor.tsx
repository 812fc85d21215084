import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';

import { cellRect } from './matrix-layout.ts';
import { nameOf, cellIdsAt, textAt, writeBlock, writeSpots } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { selectAt, selectedBlock } from './matrix-moves.ts';
import { isGone, placeOf, spotOf } from './matrix-selection.ts';
import type { Place, Spot } from './matrix-selection.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';
import type { MatrixEditor } from './matrix-store.ts';
import type { Surface } from './matrix-surface.ts';
import { showProblem } from '../../ui/toasts.tsx';
import { addObjects, nameCharsMax, renameObject } from '../object-actions.ts';
import { useLatest } from '../use-latest.ts';

export type MatrixCellEditorProps = {
  readonly scope: MatrixScope;
  readonly surface: Surface;
  readonly gridRef: RefObject<HTMLDivElement | null>;
};

/** The text that is being typed over the active cell or header. Enter and Tab keep it and move on, Escape gives it up. */
export function MatrixCellEditor(props: MatrixCellEditorProps) {
  const editor = useMatrixStore((state) => state.editor);
  const selection = useMatrixStore((state) => state.selection);
  if (editor === null || selection === null) return null;
  const { row, column } = selection.active;
  // By its objects: where somebody else adds or deletes some, it moves along with what was typed.
  const place = `${row.id ?? String(Math.min(row.index, 0))} ${column.id ?? String(Math.min(column.index, 0))}`;
  return <OpenEditor key={`${editor.kind} ${place}`} {...props} editor={editor} selected={selection.active} />;
}

type OpenEditorProps = MatrixCellEditorProps & { readonly editor: MatrixEditor; readonly selected: Place };

const widthMin = 132;

function OpenEditor({ scope, surface, gridRef, editor, selected }: OpenEditorProps) {
  useMatrixStore((state) => state.camera); // It moves with what it stands on.
  // What was selected may be gone already; what is typed is meant for what is seen there.
  const [place] = useState(() => placeOf(scope.lines, spotOf(scope.lines, selected)));
  const spot = spotOf(scope.lines, place);
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
  useGivingUp(scope, place, () => {
    end();
    return text;
  });

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
    if (!isCell) keepName(scope, place, text);
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
  const box = {
    left: isColumnHead ? rect.x : rect.x - 1,
    top: isColumnHead ? rect.height - 32 : rect.y - 1,
    width: Math.max(widthMin, isColumnHead ? 180 : rect.width + 1),
    height: isColumnHead ? 30 : Math.max(26, rect.height + 1),
  };
  return (
    <div className="matrix-editor" style={{ left: box.left, top: box.top, width: box.width }}>
      <input
        ref={input}
        value={text}
        dir="auto"
        style={{ height: box.height }}
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

function keepName(scope: MatrixScope, { row, column }: Place, text: string): void {
  const { id } = row.index < 0 ? column : row;
  const object = id === null ? undefined : scope.model.tables.object.get(id);
  if (id === null) addObjects(scope, [text]);
  else if (object !== undefined) renameObject(scope, object, text);
}

/** When what is typed over goes away, because somebody else has deleted it, its text must not come to stand for what is next to it. */
function useGivingUp(scope: MatrixScope, place: Place, giveUp: () => string): void {
  const [names] = useState(() => [place.row.id, place.column.id].map((id) => nameOf(scope.model, id ?? '')));
  const isOver = isGone(scope.lines, place);
  const tell = useLatest(() => {
    const text = giveUp();
    const gone = [place.row.id, place.column.id].findIndex((id) => id !== null && !scope.lines.lineById.has(id));
    showProblem({
      title: 'What you typed was not kept',
      detail: `${names[gone] ?? ''} is not in the matrix any more.`,
      remedy: `You had typed: ${text}`,
    });
  });
  useEffect(() => {
    if (isOver) tell();
  }, [isOver, tell]);
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
