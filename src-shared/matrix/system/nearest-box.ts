import { centreOf } from './system-geometry.ts';
import type { Box } from './system-geometry.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

const steps = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
} as const;

/** How much farther something seems for each pixel that it is off the line. */
const asideWeight = 2;

/**
 * The next box in a direction: the nearest whose way there goes that way more than aside; where there is none, the nearest that is
 * that way at all: an arrow leads on as long as anything lies that way. A box in the middle of others may be the nearest from none
 * of them; the list of objects and the search lead to it.
 */
export function nearestBox(boxes: ReadonlyMap<string, Box>, fromId: string, direction: Direction): string | undefined {
  const from = boxes.get(fromId);
  if (from === undefined) return undefined;
  const [start, step] = [centreOf(from), steps[direction]];
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const [id, box] of boxes) {
    if (id === fromId) continue;
    const centre = centreOf(box);
    const [dx, dy] = [centre.x - start.x, centre.y - start.y];
    const along = dx * step.x + dy * step.y;
    if (along <= 0) continue;
    const aside = Math.abs(dx * step.y) + Math.abs(dy * step.x);
    // Those that lie aside come after all that lie ahead.
    const cost = along + aside * asideWeight + (aside > along * 2 ? 1e6 : 0);
    if (best === undefined || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}
