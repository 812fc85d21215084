import type { DragEvent } from 'react';

import { axisName } from './cta-axes.ts';
import type { AxisItem } from './cta-axes.ts';
import type { CtaGridProps } from './cta-grid.tsx';
import { GapDot } from '../gaps/gap-dot.tsx';
import { moveRoleTo } from './role-actions.ts';

export type CtaHeaderProps = Pick<
  CtaGridProps,
  'project' | 'model' | 'coverage' | 'isTransposed' | 'mayEditRoles' | 'onRole'
> & {
  /** Null is the corner. */
  readonly item: AxisItem | null;
  readonly isRowHeader?: boolean;
  readonly columnIndex?: number;
  readonly left?: number;
  readonly width?: number;
  readonly isActive: boolean;
  readonly onActivate: () => void;
};

const roleDragType = 'application/x-triptych-role';

/** An object or a role at the edge of the matrix. Roles can be dragged into another order. */
export function CtaHeader({
  item,
  isRowHeader = false,
  columnIndex = -1,
  left,
  width,
  isActive,
  ...rest
}: CtaHeaderProps) {
  const { project, coverage, isTransposed, mayEditRoles, onRole, onActivate } = rest;
  const role = item?.kind === 'role' ? item.role : null;
  const isRole = item === null ? false : item.kind === 'role';
  const count = item?.kind === 'object' ? coverage.byObject.get(item.id) : undefined;
  const isDraggable = role !== null && mayEditRoles;
  return (
    <div
      role={isRowHeader && item !== null ? 'rowheader' : 'columnheader'}
      className={`${isRowHeader ? 'cta-head-row' : 'cta-head-column'}${item === null ? ' cta-corner' : ''}`}
      style={isRowHeader ? undefined : { insetInlineStart: left, width }}
      aria-colindex={columnIndex + 2}
      tabIndex={isActive ? 0 : -1}
      data-active={isActive || undefined}
      title={role === null || role.description === '' ? undefined : role.description}
      draggable={isDraggable}
      onFocus={onActivate}
      onDoubleClick={isRole && role !== null ? () => onRole(role.id) : undefined}
      onDragStart={(event) => event.dataTransfer.setData(roleDragType, role?.id ?? '')}
      onDragOver={(event) => {
        if (role !== null && event.dataTransfer.types.includes(roleDragType)) event.preventDefault();
      }}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        if (role !== null) moveRoleTo(project.id, event.dataTransfer.getData(roleDragType), role);
      }}
    >
      {item === null ? (
        <span>{isTransposed ? 'Role' : 'Object'}</span>
      ) : (
        <bdi className="cta-head-name">{axisName(item)}</bdi>
      )}
      {item?.kind === 'object' ? <GapDot projectId={project.id} kind="object" id={item.id} /> : null}
      {role === null ? null : <GapDot projectId={project.id} kind="role" id={role.id} />}
      {count === undefined || count.ctaCount === 0 ? null : (
        <span className="cta-head-count num" title="Calls to action with a function">
          {count.boundCount}/{count.ctaCount}
          <span className="visually-hidden"> in code</span>
        </span>
      )}
    </div>
  );
}
