/*
 * Where everything of the matrix stands, in CSS pixels of its viewport. Headers keep their place at the left and at the top;
 * zoom scales cells, and headers as far as their words can still be read.
 */
export type Camera = { readonly x: number; readonly y: number; readonly zoom: number };

export type Geometry = Camera & {
  readonly width: number;
  readonly height: number;
  /** Objects shown on either axis. */
  readonly count: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly headWidth: number;
  readonly headHeight: number;
};

const cellWidthUsual = 46;
const cellHeightUsual = 28;
export const zoomMax = 6;
const zoomMin = 0.01;
/** Room behind the last line, for the header in which an object is added. */
export const addLinePx = 28;

/** Below this height of a cell its words cannot be read, and the matrix is painted as a picture. */
export const readableCellPx = 9;

export function geometryOf(
  camera: Camera,
  { width, height, count }: Pick<Geometry, 'width' | 'height' | 'count'>,
): Geometry {
  const cellWidth = cellWidthUsual * camera.zoom;
  const cellHeight = cellHeightUsual * camera.zoom;
  // From 0 where cells are too small for words to 1 at their usual size.
  const readable = clamp((cellHeight - 5) / (20 - 5), 0, 1);
  return {
    ...camera,
    width,
    height,
    count,
    cellWidth,
    cellHeight,
    headWidth: Math.round(40 + 164 * readable),
    headHeight: Math.round(40 + 92 * readable),
  };
}

export function contentSize(geometry: Geometry): { readonly width: number; readonly height: number } {
  return {
    width: geometry.headWidth + geometry.count * geometry.cellWidth + addLinePx,
    height: geometry.headHeight + geometry.count * geometry.cellHeight + addLinePx,
  };
}

export function clampZoom(zoom: number): number {
  return clamp(zoom, zoomMin, zoomMax);
}

/** The largest zoom, up to the usual size, at which all of it is in view. */
export function fitZoom(size: Pick<Geometry, 'width' | 'height' | 'count'>): number {
  let [low, high] = [zoomMin, 1];
  for (let step = 0; step < 24; step += 1) {
    const middle = (low + high) / 2;
    const content = contentSize(geometryOf({ x: 0, y: 0, zoom: middle }, size));
    if (content.width <= size.width && content.height <= size.height) low = middle;
    else high = middle;
  }
  return low;
}

/** The camera after a zoom at which the point of the viewport stays over the same cell. */
export function zoomAt(geometry: Geometry, zoom: number, point: { readonly x: number; readonly y: number }): Camera {
  const next = geometryOf({ ...geometry, zoom: clampZoom(zoom) }, geometry);
  const column = (point.x - geometry.headWidth + geometry.x) / geometry.cellWidth;
  const row = (point.y - geometry.headHeight + geometry.y) / geometry.cellHeight;
  const content = contentSize(next);
  return {
    zoom: next.zoom,
    x: clamp(column * next.cellWidth + next.headWidth - point.x, 0, Math.max(0, content.width - next.width)),
    y: clamp(row * next.cellHeight + next.headHeight - point.y, 0, Math.max(0, content.height - next.height)),
  };
}

export type Lines = {
  readonly rowFrom: number;
  readonly rowTo: number;
  readonly columnFrom: number;
  readonly columnTo: number;
};

/** Lines of which a part is in view; `to` is behind the last one. */
export function visibleLines({ count, ...geometry }: Geometry): Lines {
  const { x, y, cellWidth, cellHeight, headWidth, headHeight, width, height } = geometry;
  return {
    rowFrom: clamp(Math.floor(y / cellHeight), 0, count),
    rowTo: clamp(Math.ceil((y + height - headHeight) / cellHeight), 0, count),
    columnFrom: clamp(Math.floor(x / cellWidth), 0, count),
    columnTo: clamp(Math.ceil((x + width - headWidth) / cellWidth), 0, count),
  };
}

export type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Line -1 is the header, line `count` the one in which an object is added. */
export function cellRect(geometry: Geometry, row: number, column: number): Rect {
  const { x, y, cellWidth, cellHeight, headWidth, headHeight, count } = geometry;
  return {
    x: column < 0 ? 0 : headWidth + column * cellWidth - x,
    y: row < 0 ? 0 : headHeight + row * cellHeight - y,
    width: column < 0 ? headWidth : column >= count ? addLinePx : cellWidth,
    height: row < 0 ? headHeight : row >= count ? addLinePx : cellHeight,
  };
}

/** What is under a point: line -1 is a header, `count` what is behind the last line. */
export function spotAt(
  geometry: Geometry,
  point: { readonly x: number; readonly y: number },
): { readonly row: number; readonly column: number } {
  const { x, y, cellWidth, cellHeight, headWidth, headHeight, count } = geometry;
  return {
    column: point.x < headWidth ? -1 : clamp(Math.floor((point.x - headWidth + x) / cellWidth), 0, count),
    row: point.y < headHeight ? -1 : clamp(Math.floor((point.y - headHeight + y) / cellHeight), 0, count),
  };
}

/** The camera moved as little as needed for the cell to be in view; a header needs no moving along its own axis. */
export function reveal(geometry: Geometry, row: number, column: number): Camera {
  const { cellWidth, cellHeight, headWidth, headHeight, width, height, count } = geometry;
  const extraX = column >= count ? addLinePx : cellWidth;
  const extraY = row >= count ? addLinePx : cellHeight;
  return {
    zoom: geometry.zoom,
    x: column < 0 ? geometry.x : revealLine(geometry.x, column * cellWidth, { size: extraX, room: width - headWidth }),
    y: row < 0 ? geometry.y : revealLine(geometry.y, row * cellHeight, { size: extraY, room: height - headHeight }),
  };
}

function revealLine(
  from: number,
  start: number,
  { size, room }: { readonly size: number; readonly room: number },
): number {
  if (start < from) return start;
  return start + size > from + room ? Math.max(0, start + size - room) : from;
}

export function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
