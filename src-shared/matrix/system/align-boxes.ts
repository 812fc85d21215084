import { boundsOf } from './system-geometry.ts';
import type { Box, Point } from './system-geometry.ts';

export const alignments = ['left', 'centre', 'right', 'top', 'middle', 'bottom'] as const;
export type Alignment = (typeof alignments)[number];

/** Brings boxes into line at a side or at the middle of what holds them all. */
export function alignBoxes(boxes: ReadonlyMap<string, Box>, alignment: Alignment): ReadonlyMap<string, Point> {
  const all = boundsOf(boxes.values());
  if (all === undefined) return new Map();
  return new Map(
    [...boxes].map(([id, { x, y, width, height }]) => {
      if (alignment === 'left') return [id, { x: all.x, y }];
      if (alignment === 'centre') return [id, { x: all.x + (all.width - width) / 2, y }];
      if (alignment === 'right') return [id, { x: all.x + all.width - width, y }];
      if (alignment === 'top') return [id, { x, y: all.y }];
      if (alignment === 'middle') return [id, { x, y: all.y + (all.height - height) / 2 }];
      return [id, { x, y: all.y + all.height - height }];
    }),
  );
}

/** The same space between neighbours; the first and the last stay. Boxes that overlap are drawn on all the same. */
export function distributeBoxes(boxes: ReadonlyMap<string, Box>, axis: 'x' | 'y'): ReadonlyMap<string, Point> {
  const extent = axis === 'x' ? 'width' : 'height';
  const inOrder = [...boxes].toSorted(([, one], [, other]) => one[axis] - other[axis]);
  const [first, last] = [inOrder[0]?.[1], inOrder.at(-1)?.[1]];
  if (first === undefined || last === undefined || inOrder.length < 3)
    return new Map(inOrder.map(([id, { x, y }]) => [id, { x, y }]));
  const taken = inOrder.reduce((sum, [, box]) => sum + box[extent], 0);
  const space = (last[axis] + last[extent] - first[axis] - taken) / (inOrder.length - 1);
  let place = first[axis];
  return new Map(
    inOrder.map(([id, box]) => {
      const point = { x: box.x, y: box.y, [axis]: place };
      place += box[extent] + space;
      return [id, point];
    }),
  );
}
