import './matrix-view.css';

import { Grid3x3 } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';

import { createCellCoder } from '#shared/matrix/cells/cell-codes.ts';

import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useAppInfo } from '../../workspaces/use-app-info.ts';
import { FirstObjects } from '../first-objects.tsx';
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
import type { ProjectViewProps } from '../project-views.ts';
import { SurfaceContext } from './surface-context.ts';
import { useMatrixSubject } from './use-matrix-subject.ts';
import { useMayEdit } from '../use-project.ts';

/** The nested-object matrix: on the row's page, how many of the column are there? */
export function MatrixView({ project, model, subject }: ProjectViewProps) {
  openOnce(project.id);
  const { userId } = useAppInfo();
  const mayEdit = useMayEdit(project);
  const [code] = useState(createCellCoder);
  const codes = useMemo(() => code(model), [code, model]);
  // Counting a large matrix takes its time: the cell that was typed is painted first.
  const countedCodes = useDeferredValue(codes);
  const filter = useMatrixStore((state) => state.filter);
  const isTransposed = useMatrixStore((state) => state.isTransposed);
  const isInspecting = useMatrixStore((state) => state.isInspecting);
  const path = useMatrixStore((state) => state.path);
  const [surface, setSurface] = useState<Surface | undefined>(undefined);
  const { objects } = model;
  const filtered = filter.state === null ? undefined : codes;
  const lines = useMemo(() => shownLines(objects, filtered, filter), [objects, filtered, filter]);
  const scope: MatrixScope = useMemo(
    () => ({ project, model, lines, isTransposed, userId, mayEdit }),
    [project, model, lines, isTransposed, userId, mayEdit],
  );
  useMatrixSubject(scope, surface, subject);
  if (model.objects.length === 0) return <FirstObjects scope={scope} />;
  return (
    <SurfaceContext value={surface}>
      <div className="matrix">
        <MatrixToolbar project={project} objects={objects} lines={lines} mayEdit={mayEdit} />
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
        <MatrixStates codes={countedCodes} />
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

function Announcements() {
  const message = useMatrixStore((state) => state.message);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {message}
    </div>
  );
}
