import type { Box, Point, Size } from './system-geometry.ts';

/**
 * Where clusters stand when some of them are open and take more room: what is right of an open one moves right by as much as it
 * grew, what is below moves down. Nothing changes its order, so that people find again what they saw, and closing gives the
 * picture of before.
 *
 * Units: pixels of the upper left corners; no two boxes of `closed` may overlap.
 */
export function makeRoom(
  closed: ReadonlyMap<string, Box>,
  openSizes: ReadonlyMap<string, Size>,
): ReadonlyMap<string, Point> {
  const moved = new Map<string, Point>([...closed].map(([id, { x, y }]) => [id, { x, y }]));
  for (const [openId, size] of openSizes) {
    const open = closed.get(openId);
    if (open === undefined) continue;
    const [wider, taller] = [Math.max(0, size.width - open.width), Math.max(0, size.height - open.height)];
    for (const [id, box] of closed) {
      const point = moved.get(id);
      if (id === openId || point === undefined) continue;
      moved.set(id, {
        x: point.x + (box.x >= open.x + open.width ? wider : 0),
        y: point.y + (box.y >= open.y + open.height ? taller : 0),
      });
    }
  }
  return moved;
}
