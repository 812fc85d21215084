import type { Point, Size } from './system-geometry.ts';

const columnGap = 150;
const rowGap = 44;
const columnRowsMin = 8;
/** Wider than high, as windows are. */
const aspectRatio = 1.6;

/**
 * A plain layout without a layout engine, for a picture of a model that nobody has arranged: columns by how many relationships an
 * object is away from the most related one, each column in the order in which its neighbours to the left stand. `neighboursOf`
 * answers with those of `ids` only.
 *
 * Units: pixels of the upper left corners.
 */
export function layeredLayout(
  ids: readonly string[],
  neighboursOf: (id: string) => readonly string[],
  size: Size,
): ReadonlyMap<string, Point> {
  const columns = columnsOf(ids, neighboursOf);
  const cellRatio = (size.width + columnGap) / (size.height + rowGap) / aspectRatio;
  const columnRowsMax = Math.max(columnRowsMin, Math.round(Math.sqrt(ids.length * cellRatio)));
  const positions = new Map<string, Point>();
  let x = 0;
  for (const column of columns) {
    const meanRow = (id: string): number => {
      const rows = neighboursOf(id).flatMap((other) => positions.get(other)?.y ?? []);
      return rows.length === 0 ? 0 : rows.reduce((sum, row) => sum + row, 0) / rows.length;
    };
    const inOrder = column
      .map((id) => ({ id, row: meanRow(id) }))
      .toSorted((one, other) => one.row - other.row)
      .map(({ id }) => id);
    for (let first = 0; first < inOrder.length; first += columnRowsMax) {
      const part = inOrder.slice(first, first + columnRowsMax);
      const top = (-part.length * (size.height + rowGap)) / 2;
      for (const [row, id] of part.entries()) positions.set(id, { x, y: top + row * (size.height + rowGap) });
      x += size.width + columnGap;
    }
  }
  return positions;
}

/** What is related to nothing comes last, in columns of its own. */
function columnsOf(
  ids: readonly string[],
  neighboursOf: (id: string) => readonly string[],
): readonly (readonly string[])[] {
  const left = new Set(ids);
  const columns: string[][] = [];
  const byDegree = ids
    .map((id) => ({ id, degree: neighboursOf(id).length }))
    .toSorted((one, other) => other.degree - one.degree);
  const loose: string[] = [];
  for (const { id, degree } of byDegree) {
    if (!left.delete(id)) continue;
    if (degree === 0) {
      loose.push(id);
      continue;
    }
    let column = [id];
    while (column.length > 0) {
      columns.push(column);
      column = [...new Set(column.flatMap(neighboursOf))].filter((next) => left.delete(next));
    }
  }
  return loose.length === 0 ? columns : [...columns, loose];
}
