/*
 * Lines between boxes. An edge goes from border to border on the straight way between the two centres; several of one pair are
 * bent apart, each in a lane of its own. It comes in two halves, since each end is dashed by itself where it is not known.
 */
export type Point = { readonly x: number; readonly y: number };
export type Size = { readonly width: number; readonly height: number };
export type Box = Point & Size;

export type EdgeShape = {
  /** Where the edge meets the boxes, and the directions (of length 1) in which it leaves them. */
  readonly start: Point;
  readonly startOut: Point;
  readonly end: Point;
  readonly endOut: Point;
  readonly middle: Point;
  /** Paths of SVG. */
  readonly sourceHalf: string;
  readonly targetHalf: string;
};

/** Of an object of the system model, in pixels at zoom 1. */
export const nodeSize: Size = { width: 192, height: 66 };

const laneGap = 46;
const loopReach = 40;

/** `lane` 0 is straight, others bend to one side or the other. Units: pixels at zoom 1. */
export function edgeShape(source: Box, target: Box, lane: number): EdgeShape {
  const [from, to] = [centreOf(source), centreOf(target)];
  const along = unit({ x: to.x - from.x, y: to.y - from.y });
  const bend = { x: (from.x + to.x) / 2 - along.y * lane * laneGap, y: (from.y + to.y) / 2 + along.x * lane * laneGap };
  const start = borderPoint(source, bend);
  const end = borderPoint(target, bend);
  const control = lane === 0 ? { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 } : bend;
  const [left, right] = [between(start, control), between(control, end)];
  const middle = between(left, right);
  return {
    start,
    startOut: unit({ x: control.x - start.x, y: control.y - start.y }),
    end,
    endOut: unit({ x: control.x - end.x, y: control.y - end.y }),
    middle,
    sourceHalf: `M${at(start)}Q${at(left)} ${at(middle)}`,
    targetHalf: `M${at(middle)}Q${at(right)} ${at(end)}`,
  };
}

/** From an object to itself, above it, where few other edges run. */
export function loopShape(box: Box, lane: number): EdgeShape {
  const reach = loopReach + Math.abs(lane) * 22;
  const centre = box.x + box.width / 2 + lane * 24;
  const start = { x: centre - 22, y: box.y };
  const end = { x: centre + 22, y: box.y };
  const middle = { x: centre, y: box.y - reach };
  return {
    start,
    startOut: { x: 0, y: -1 },
    end,
    endOut: { x: 0, y: -1 },
    middle,
    sourceHalf: `M${at(start)}C${at({ x: start.x, y: box.y - reach * 0.7 })} ${at({ x: centre - 16, y: middle.y })} ${at(middle)}`,
    targetHalf: `M${at(middle)}C${at({ x: centre + 16, y: middle.y })} ${at({ x: end.x, y: box.y - reach * 0.7 })} ${at(end)}`,
  };
}

export function centreOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** Whether two boxes come nearer than the gap. */
export function isNear(one: Box, other: Box, gap: number): boolean {
  return (
    one.x < other.x + other.width + gap &&
    other.x < one.x + one.width + gap &&
    one.y < other.y + other.height + gap &&
    other.y < one.y + one.height + gap
  );
}

/** The box around all of them; undefined for none. */
export function boundsOf(boxes: Iterable<Box>): Box | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return left === Infinity ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
}

/** Where the way from the centre to a point leaves the box; the centre's right side for a point at the centre. */
function borderPoint(box: Box, towards: Point): Point {
  const centre = centreOf(box);
  const [dx, dy] = [towards.x - centre.x, towards.y - centre.y];
  if (dx === 0 && dy === 0) return { x: box.x + box.width, y: centre.y };
  const scale = 1 / Math.max(Math.abs(dx) / (box.width / 2), Math.abs(dy) / (box.height / 2));
  return { x: centre.x + dx * scale, y: centre.y + dy * scale };
}

function unit({ x, y }: Point): Point {
  const length = Math.hypot(x, y);
  return length === 0 ? { x: 1, y: 0 } : { x: x / length, y: y / length };
}

function between(one: Point, other: Point): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

function at({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
