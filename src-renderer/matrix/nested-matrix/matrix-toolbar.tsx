import { Menu, Select } from '@mantine/core';
import { ArrowDownUp, CircleHelp, Grid2x2Check, Maximize, PanelRight, Route, ZoomIn, ZoomOut } from 'lucide-react';
import { memo, useContext, useState } from 'react';

import { sortKeys } from '#shared/matrix/object-order.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

import { IconButton } from '../../ui/icon-button.tsx';
import type { MatrixScope } from './matrix-actions.ts';
import { MatrixFilterMenu } from './matrix-filter-menu.tsx';
import { MatrixHelp } from './matrix-help.tsx';
import { goToObject } from './matrix-moves.ts';
import { changeMatrix, useMatrixStore } from './matrix-store.ts';
import { sortBy } from '../object-actions.ts';
import { SurfaceContext } from './surface-context.ts';
import { useObjectChoices } from '../use-object-choices.ts';

export type MatrixToolbarProps = Pick<MatrixScope, 'project' | 'lines' | 'mayEdit'> & Pick<ProjectModel, 'objects'>;

const zoomStep = 1.25;

/** Not drawn again for an edit of cells: it has more parts than all the rest of what such an edit changes. */
export const MatrixToolbar = memo(function MatrixToolbar({ project, objects, lines, mayEdit }: MatrixToolbarProps) {
  const isTransposed = useMatrixStore((state) => state.isTransposed);
  const isInspecting = useMatrixStore((state) => state.isInspecting);
  const path = useMatrixStore((state) => state.path);
  const [isHelping, setHelping] = useState(false);
  return (
    <div className="matrix-toolbar" role="toolbar" aria-label="Matrix">
      <FindObject objects={objects} lines={lines} />
      <MatrixFilterMenu project={project} />
      <SortMenu project={project} mayEdit={mayEdit('objects')} />
      <IconButton
        label={isTransposed ? 'Rows have columns' : 'Rows on the page of columns'}
        icon={Grid2x2Check}
        isPressed={isTransposed}
        onClick={() => changeMatrix({ isTransposed: !isTransposed, editor: null })}
      />
      <IconButton
        label="Path between two objects"
        icon={Route}
        isPressed={path !== null}
        onClick={() => changeMatrix({ path: path === null ? { fromId: null, toId: null } : null })}
      />
      <span className="matrix-toolbar-rest" />
      <Zoom />
      <IconButton label="Keys of the matrix" icon={CircleHelp} onClick={() => setHelping(true)} />
      <IconButton
        label="Questions of the cell"
        icon={PanelRight}
        isPressed={isInspecting}
        onClick={() => changeMatrix({ isInspecting: !isInspecting })}
      />
      <MatrixHelp isOpen={isHelping} onClose={() => setHelping(false)} />
    </div>
  );
});

function FindObject({ objects, lines }: Pick<MatrixToolbarProps, 'objects' | 'lines'>) {
  const surface = useContext(SurfaceContext);
  const choices = useObjectChoices(objects);
  return (
    <Select
      aria-label="Go to an object"
      placeholder="Go to an object (Ctrl F)"
      size="xs"
      className="matrix-find"
      searchable
      limit={50}
      data={choices.filter(({ value }) => lines.lineById.has(value))}
      value={null}
      nothingFoundMessage="No object of this name is shown"
      onChange={(objectId) => {
        if (objectId === null) return;
        goToObject({ lines }, surface, objectId);
        document.querySelector<HTMLElement>('.matrix-mirror')?.focus({ preventScroll: true });
      }}
      data-matrix-find
    />
  );
}

type SortMenuProps = Pick<MatrixScope, 'project'> & { readonly mayEdit: boolean };

function SortMenu({ project, mayEdit }: SortMenuProps) {
  return (
    <Menu position="bottom-start" shadow="md">
      <Menu.Target>
        <button type="button" className="button button-quiet" aria-label="Sort rows and columns">
          <ArrowDownUp size={14} strokeWidth={1.75} aria-hidden />
          Sort
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {mayEdit ? 'Rows and columns, in one step of undo' : 'You may not change the order of the objects'}
        </Menu.Label>
        {sortKeys.map((key) => (
          <Menu.Item key={key} disabled={!mayEdit} onClick={() => sortBy({ project }, key)}>
            {sortNames[key]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const sortNames = { name: 'By name', type: 'By type', degree: 'By number of relationships' } as const;

function Zoom() {
  const surface = useContext(SurfaceContext);
  const percent = useMatrixStore(({ camera }) => Math.round(camera.zoom * 100));
  return (
    <>
      <IconButton label="Zoom out" shortcut="Mod+-" icon={ZoomOut} onClick={() => surface?.zoomBy(1 / zoomStep)} />
      <button
        type="button"
        className="matrix-zoom num"
        aria-label={`Zoom ${String(percent)} %, back to 100 %`}
        onClick={() => surface?.zoomBy(1 / surface.getGeometry().zoom)}
      >
        {percent} %
      </button>
      <IconButton label="Zoom in" shortcut="Mod+=" icon={ZoomIn} onClick={() => surface?.zoomBy(zoomStep)} />
      <IconButton label="Whole matrix" shortcut="Mod+Shift+0" icon={Maximize} onClick={() => surface?.fit()} />
    </>
  );
}
