import { edgeShape } from './system-geometry.ts';
import type { Box, Point } from './system-geometry.ts';
import type { SceneEdge } from './system-scene.ts';

/** Tried from straight outwards, to both sides. */
const bends = [0, 0.6, -0.6, 1.2, -1.2, 2, -2, 3, -3, 4.2, -4.2, 5.6, -5.6, 7.4, -7.4];
const samplesPerEdge = 18;
const clearance = 6;
/** Above it nobody can follow single lines, and looking for a way costs more than it gives. */
const checksMax = 120_000;

/**
 * The lanes in which edges run beside the boxes that lie between their ends: a line that passes below an object looks as if it
 * ended there. Where no lane is free it is the one that crosses fewest.
 *
 * Cost: edges × boxes × lanes tried; 60 objects with 120 relationships take 4 ms.
 */
export function bendAround(edges: readonly SceneEdge[], boxes: ReadonlyMap<string, Box>): ReadonlyMap<string, number> {
  const lanes = new Map<string, number>();
  if (edges.length * boxes.size > checksMax) return lanes;
  const all = [...boxes];
  for (const edge of edges) {
    const [source, target] = [boxes.get(edge.sourceId), boxes.get(edge.targetId)];
    if (edge.kind !== 'relationship' || source === undefined || target === undefined || source === target) continue;
    const between = all.flatMap(([id, box]) => (id === edge.sourceId || id === edge.targetId ? [] : [box]));
    const lane = freeLane({ source, target, lane: edge.lane, between });
    if (lane !== edge.lane) lanes.set(edge.id, lane);
  }
  return lanes;
}

type Looking = {
  readonly source: Box;
  readonly target: Box;
  readonly lane: number;
  readonly between: readonly Box[];
};

function freeLane({ source, target, lane, between }: Looking): number {
  let best = { lane, crossings: Infinity };
  for (const bend of bends) {
    const crossings = countCrossings(source, target, lane + bend, between);
    if (crossings < best.crossings) best = { lane: lane + bend, crossings };
    if (crossings === 0) break;
  }
  return best.lane;
}

function countCrossings(source: Box, target: Box, lane: number, between: readonly Box[]): number {
  const { start, middle, end } = edgeShape(source, target, lane);
  // The control point, from the curve's own middle.
  const control = { x: middle.x * 2 - (start.x + end.x) / 2, y: middle.y * 2 - (start.y + end.y) / 2 };
  const points = Array.from({ length: samplesPerEdge - 1 }, (_, index) =>
    pointAt(start, control, end, (index + 1) / samplesPerEdge),
  );
  return between.filter((box) => points.some((point) => isInside(point, box))).length;
}

function pointAt(start: Point, control: Point, end: Point, part: number): Point {
  const [one, two, three] = [(1 - part) ** 2, 2 * part * (1 - part), part ** 2];
  return {
    x: start.x * one + control.x * two + end.x * three,
    y: start.y * one + control.y * two + end.y * three,
  };
}

function isInside({ x, y }: Point, box: Box): boolean {
  return (
    x > box.x - clearance &&
    x < box.x + box.width + clearance &&
    y > box.y - clearance &&
    y < box.y + box.height + clearance
  );
}
