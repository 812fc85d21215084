import './matrix-view.css';

import { Grid3x3 } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';

import { codeCells } from '#shared/matrix/cell-codes.ts';
import type { CellCodes } from '#shared/matrix/cell-codes.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useAppInfo } from '../workspaces/use-app-info.ts';
import { FirstObjects } from './first-objects.tsx';
import type { MatrixScope } from './matrix-actions.ts';
import { MatrixGrid } from './matrix-grid.tsx';
import { MatrixInspector } from './matrix-inspector.tsx';
import { isFiltered, noFilter, shownLines } from './matrix-lines.ts';
import { MatrixPathBar } from './matrix-path-bar.tsx';
import { MatrixRefused } from './matrix-refused.tsx';
import { MatrixStates } from './matrix-states.tsx';
import { changeMatrix, openMatrix, useMatrixStore } from './matrix-store.ts';
import type { Surface } from './matrix-surface.ts';
import { MatrixToolbar } from './matrix-toolbar.tsx';
import type { ProjectViewProps } from './project-views.ts';
import { SurfaceContext } from './surface-context.ts';
import { useMayEdit } from './use-project.ts';

/** The nested-object matrix: on the row's page, how many of the column are there? */
export function MatrixView({ project, model }: ProjectViewProps) {
  openOnce(project.id);
  const { userId } = useAppInfo();
  const mayEdit = useMayEdit(project);
  const codes = useCellCodes(model);
  const filter = useMatrixStore((state) => state.filter);
  const isTransposed = useMatrixStore((state) => state.isTransposed);
  const isInspecting = useMatrixStore((state) => state.isInspecting);
  const path = useMatrixStore((state) => state.path);
  const [surface, setSurface] = useState<Surface | undefined>(undefined);
  const lines = useMemo(() => shownLines(model, codes, filter), [model, codes, filter]);
  const scope: MatrixScope = useMemo(
    () => ({ project, model, lines, isTransposed, userId, mayEdit }),
    [project, model, lines, isTransposed, userId, mayEdit],
  );
  if (model.objects.length === 0) return <FirstObjects scope={scope} />;
  return (
    <SurfaceContext value={surface}>
      <div className="matrix">
        <MatrixToolbar scope={scope} />
        {path === null ? null : <MatrixPathBar scope={scope} path={path} />}
        <div className="matrix-body">
          {lines.objects.length === 0 ? (
            <EmptyState
              icon={Grid3x3}
              title="No object fits the filter"
              actions={<Button onClick={() => changeMatrix({ filter: noFilter })}>Show all objects</Button>}
            >
              {isFiltered(filter) ? 'Choose other types, phases or states, or show all.' : ''}
            </EmptyState>
          ) : (
            <MatrixGrid scope={scope} codes={codes} surface={surface} onSurface={setSurface} />
          )}
          {isInspecting ? <MatrixInspector scope={scope} /> : null}
        </div>
        <MatrixStates codes={codes} />
        <MatrixRefused scope={scope} />
        <Announcements />
      </div>
    </SurfaceContext>
  );
}

/** Before anything reads the store: what was chosen in another project must not be painted for a frame. */
function openOnce(projectId: string): void {
  if (useMatrixStore.getState().projectId !== projectId) openMatrix(projectId);
}

/** Those of the last model are the start for the next one: after an edit only its pairs are coded anew. */
function useCellCodes(model: ProjectModel): CellCodes {
  const last = useRef<CellCodes | undefined>(undefined);
  const codes = useMemo(() => codeCells(model, last.current), [model]);
  useEffect(() => {
    last.current = codes;
  }, [codes]);
  return codes;
}

function Announcements() {
  const message = useMatrixStore((state) => state.message);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {message}
    </div>
  );
}
