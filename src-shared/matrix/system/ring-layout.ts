import { neighboursAlong } from './thin-edges.ts';
import type { PlainEdge } from './thin-edges.ts';
import type { Point, Size } from './system-geometry.ts';

const gap = 72;
/** Wider than high, as windows are. */
const flatness = 0.62;

/**
 * A few things around an ellipse, so that no line between two of them passes below a third; neighbours on it are related where that
 * can be. Meant for clusters, of which each is related to most others.
 *
 * Units: pixels of the upper left corners.
 */
export function ringLayout(
  ids: readonly string[],
  edges: readonly PlainEdge[],
  size: Size,
): ReadonlyMap<string, Point> {
  if (ids.length < 3) return new Map(ids.map((id, index) => [id, { x: index * (size.width + gap * 2), y: 0 }]));
  const round = ((size.width + gap) * ids.length) / (Math.PI * 2);
  const radius = Math.max(round * 1.25, size.width * 1.6);
  return new Map(
    inTurn(ids, neighboursAlong(edges)).map((id, index) => {
      // From the left, clockwise.
      const angle = Math.PI + (index * Math.PI * 2) / ids.length;
      return [id, { x: Math.round(Math.cos(angle) * radius), y: Math.round(Math.sin(angle) * radius * flatness) }];
    }),
  );
}

/** Each after one that it is related to, as far as there is one left. */
function inTurn(ids: readonly string[], neighboursOf: (id: string) => readonly string[]): readonly string[] {
  const left = new Set(ids);
  const turn: string[] = [];
  while (left.size > 0) {
    const last = turn.at(-1);
    const next = (last === undefined ? [] : neighboursOf(last)).find((id) => left.has(id)) ?? [...left][0];
    if (next === undefined) break;
    left.delete(next);
    turn.push(next);
  }
  return turn;
}
