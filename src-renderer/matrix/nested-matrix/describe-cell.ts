import { cellQuestions, cellText } from '#shared/matrix/cells/cell-state.ts';
import type { Cell } from '#shared/matrix/cells/cell-state.ts';
import type { ProjectModel } from '#shared/matrix/project-model.ts';

/** A cell as a screen reader says it, and as the hovered one is told in a zoomed-out matrix. */
export function describeCell(model: ProjectModel, cell: Cell): string {
  const nameOf = (id: string): string => model.tables.object.get(id)?.name ?? '';
  return `${nameOf(cell.rowId)} × ${nameOf(cell.columnId)}: ${describeContent(cell)}`;
}

export function describeContent(cell: Cell): string {
  const parts: string[] = [];
  if (cell.relationships.length > 0) parts.push(cellText(cell).replaceAll('x', 'not known how many'));
  if (cell.questions.length > 0) parts.push(cell.questions.length === 1 ? 'an open question' : 'open questions');
  if (cell.state === 'no') parts.push('no');
  if (cell.state === 'unreviewed') parts.push(cell.rowId === cell.columnId ? 'itself' : 'not reviewed');
  if (cell.state === 'complete') parts.push('complete');
  const missing = [...new Set(cell.relationships.flatMap((relationship) => relationship.missing))];
  if (missing.length > 0) parts.push(`missing: ${missing.map((question) => cellQuestions[question]).join(', ')}`);
  return parts.join(', ');
}
