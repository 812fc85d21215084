import type { End } from './object-entities.ts';
import type { Point } from './system/system-geometry.ts';

export type EndMark = {
  /** One path of SVG with all its strokes. */
  readonly strokes: string;
  /** The "zero" of an end that may be missing. */
  readonly ring: { readonly centre: Point; readonly radius: number } | null;
};

const spread = 7;
const apex = 13;
const ringRadius = 4.5;

/**
 * How many there are at one end, as data models draw it: two bars for exactly one, a ring for "may be none", three toes for many;
 * nothing where it is not known. `out` leaves the box and has the length 1. Units: pixels.
 */
export function crowsFoot(end: End | null, at: Point, out: Point): EndMark {
  if (end === null) return { strokes: '', ring: null };
  const along = (distance: number): Point => ({ x: at.x + out.x * distance, y: at.y + out.y * distance });
  const aside = ({ x, y }: Point, distance: number): Point => ({ x: x - out.y * distance, y: y + out.x * distance });
  const bar = (distance: number): string =>
    line(aside(along(distance), -spread + 1), aside(along(distance), spread - 1));
  const toes = line(aside(at, -spread), along(apex)) + line(aside(at, spread), along(apex));
  const ring = (distance: number) => ({ centre: along(distance + ringRadius), radius: ringRadius });
  if (end === '1') return { strokes: bar(7) + bar(12), ring: null };
  if (end === '0..1') return { strokes: bar(8), ring: ring(12) };
  if (end === '1..*') return { strokes: toes + bar(apex + 4), ring: null };
  return { strokes: toes, ring: ring(apex) };
}

function line(from: Point, to: Point): string {
  return `M${round(from.x)},${round(from.y)}L${round(to.x)},${round(to.y)}`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
