import { ArrowRightLeft, X } from 'lucide-react';
import { useContext, useEffect, useRef } from 'react';

import { cellOf } from '#shared/matrix/cells/cell-state.ts';
import { cellKey, pairKey } from '#shared/matrix/matrix-keys.ts';

import { IconButton } from '../../ui/icon-button.tsx';
import { GapMark } from '../gaps/gap-mark.tsx';
import { CellNo } from './cell-no.tsx';
import { CellQuestions } from './cell-questions.tsx';
import { CommentThreads } from '../comments/comment-thread.tsx';
import { describeContent } from './describe-cell.ts';
import { cellIdsAt, nameOf } from './matrix-actions.ts';
import type { MatrixScope } from './matrix-actions.ts';
import { selectAt } from './matrix-moves.ts';
import { spotOf } from './matrix-selection.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';
import { ObjectFacts } from '../object-facts.tsx';
import { RelationshipQuestions } from './relationship-questions.tsx';
import { SurfaceContext } from './surface-context.ts';

export type MatrixInspectorProps = { readonly scope: MatrixScope };

/** What the active cell asks, or the object of the active header. */
export function MatrixInspector({ scope }: MatrixInspectorProps) {
  const selection = useMatrixStore((state) => state.selection);
  const spot = selection === null ? undefined : spotOf(scope.lines, selection.active);
  const ids = spot === undefined ? undefined : cellIdsAt(scope, spot);
  const object = spot === undefined ? undefined : scope.lines.objects[Math.max(spot.row, spot.column)];
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const aside = panel.current;
    aside?.addEventListener('keydown', leaveOnEscape);
    return () => aside?.removeEventListener('keydown', leaveOnEscape);
  }, []);
  return (
    <aside
      className="matrix-inspector"
      aria-label="Questions of the cell"
      tabIndex={-1}
      data-matrix-inspector
      ref={panel}
    >
      {ids === undefined ? (
        <header className="matrix-inspector-head">
          <h2 dir="auto">{object?.name ?? 'No object'}</h2>
          {object === undefined ? null : <GapMark project={scope.project} kind="object" id={object.id} />}
          <CloseButton />
        </header>
      ) : (
        <CellHead scope={scope} ids={ids} />
      )}
      <div className="matrix-inspector-body">
        {ids !== undefined ? (
          <CellBody key={`${ids.rowId}>${ids.columnId}`} scope={scope} ids={ids} />
        ) : object === undefined ? (
          <p className="matrix-inspector-note">Type a name into this header to add an object.</p>
        ) : (
          <ObjectFacts key={object.id} scope={scope} object={object} />
        )}
      </div>
    </aside>
  );
}

/** Back to the matrix; the panel stays open. In a text that is not kept yet Escape gives that up first. */
function leaveOnEscape({ key, target }: KeyboardEvent): void {
  const isTyping = target instanceof HTMLElement && target.dataset['typed'] === 'true';
  if (key === 'Escape' && !isTyping)
    document.querySelector<HTMLElement>('.matrix-mirror')?.focus({ preventScroll: true });
}

type CellIds = { readonly rowId: string; readonly columnId: string };
type CellProps = { readonly scope: MatrixScope; readonly ids: CellIds };

function CellHead({ scope, ids }: CellProps) {
  const surface = useContext(SurfaceContext);
  const { model, lines } = scope;
  const swap = (): void => {
    const row = lines.lineById.get(scope.isTransposed ? ids.rowId : ids.columnId);
    const column = lines.lineById.get(scope.isTransposed ? ids.columnId : ids.rowId);
    if (row !== undefined && column !== undefined) selectAt(scope, surface, { row, column });
  };
  return (
    <header className="matrix-inspector-head">
      <h2>
        <span dir="auto">{nameOf(model, ids.rowId)}</span> → <span dir="auto">{nameOf(model, ids.columnId)}</span>
      </h2>
      <GapMark project={scope.project} kind="pair" id={pairKey(ids.rowId, ids.columnId)} />
      {ids.rowId === ids.columnId ? null : (
        <IconButton label="The other direction" icon={ArrowRightLeft} isSmall onClick={swap} />
      )}
      <CloseButton />
    </header>
  );
}

function CloseButton() {
  return (
    <IconButton
      label="Close the questions"
      icon={X}
      isSmall
      onClick={() => {
        changeMatrix({ isInspecting: false });
        document.querySelector<HTMLElement>('.matrix-mirror')?.focus({ preventScroll: true });
      }}
    />
  );
}

function CellBody({ scope, ids }: CellProps) {
  const cell = cellOf(scope.model, ids.rowId, ids.columnId);
  return (
    <>
      <p className="matrix-inspector-note">
        <span className={`matrix-state-dot matrix-state-${cell.state}`} aria-hidden /> {describeContent(cell)}
      </p>
      {cell.relationships.map(({ relationship, side }, index) => (
        <RelationshipQuestions
          key={relationship.id}
          scope={scope}
          relationship={relationship}
          side={side}
          title={cell.relationships.length === 1 ? 'Relationship' : `Relationship ${String(index + 1)}`}
        />
      ))}
      <CellNo scope={scope} cell={cell} />
      <CellQuestions scope={scope} cell={cell} />
      <section className="cell-questions" aria-label="Comments on the cell">
        <h3>Comments</h3>
        <CommentThreads
          project={scope.project}
          model={scope.model}
          subjectKind="cell"
          subjectId={cellKey(ids.rowId, ids.columnId)}
        />
      </section>
    </>
  );
}
