import type { CtaRecord, ProjectRoleRecord } from '#shared/matrix/cta-entities.ts';
import type { ObjectRecord } from '#shared/matrix/object-entities.ts';
import type { CtaPlace } from '#shared/matrix/ctas/cta-edits.ts';
import type { CtaCells, CtaFilter } from '#shared/matrix/ctas/cta-cells.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

/** One row or column of the matrix. The role is null for calls to action without one. */
export type AxisItem =
  | { readonly kind: 'object'; readonly id: string; readonly object: ObjectRecord }
  | { readonly kind: 'role'; readonly id: string; readonly role: ProjectRoleRecord | null };

export type Axes = { readonly rows: readonly AxisItem[]; readonly columns: readonly AxisItem[] };

export type AxisChoices = { readonly filter: CtaFilter; readonly isTransposed: boolean };

/** Under a filter by role only its column stays, and under typed words only objects in which something is found. */
export function axesOf(model: ProjectModel, cells: CtaCells, { filter, isTransposed }: AxisChoices): Axes {
  const objects = model.objects
    .filter(({ id }) => filter.words.trim() === '' || (cells.get(id)?.size ?? 0) > 0)
    .map((object): AxisItem => ({ kind: 'object', id: object.id, object }));
  const roles = [
    ...model.roles.map((role): AxisItem => ({ kind: 'role', id: role.id, role })),
    { kind: 'role', id: '', role: null } as const,
  ].filter(({ id }) => filter.roleId === null || filter.roleId === id);
  return isTransposed ? { rows: roles, columns: objects } : { rows: objects, columns: roles };
}

export function axisName(item: AxisItem): string {
  return item.kind === 'object' ? item.object.name : (item.role?.name ?? 'No role');
}

export function placeOf(row: AxisItem, column: AxisItem): CtaPlace {
  const [object, role] = row.kind === 'object' ? [row, column] : [column, row];
  return { objectId: object.id, roleId: role.id === '' ? null : role.id };
}

const noCtas: readonly CtaRecord[] = [];

export function ctasIn(cells: CtaCells, { objectId, roleId }: CtaPlace): readonly CtaRecord[] {
  return cells.get(objectId)?.get(roleId ?? '') ?? noCtas;
}
