/*
 * The two canvases of the matrix and the scroller that they stand in. The scroller is the browser's own, so that wheel, touch,
 * scroll bars and keyboards of every kind move it; the canvases stay in view and paint what has come into view. What follows the
 * pointer goes past React: a moving pointer paints the upper canvas and nothing else.
 */
import { createFitText } from './fit-text.ts';
import { contentSize, fitZoom, geometryOf, reveal, zoomAt } from './matrix-layout.ts';
import type { Camera, Geometry } from './matrix-layout.ts';
import { createPicture } from './matrix-picture.ts';
import { drawOverlay } from './matrix-overlay.ts';
import type { OverlayInput } from './matrix-overlay.ts';
import { drawScene, drawSceneChanges } from './matrix-scene.ts';
import type { SceneInput } from './matrix-scene.ts';
import { joinChanges, sceneChanges } from './scene-changes.ts';
import type { SceneChanges } from './scene-changes.ts';

export type SceneState = Omit<SceneInput, 'geometry'>;
export type OverlayState = Omit<OverlayInput, 'geometry' | 'theme'>;

export type SurfaceParts = {
  readonly scroller: HTMLElement;
  readonly spacer: HTMLElement;
  readonly scene: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
};

export type Surface = {
  readonly showScene: (state: SceneState) => void;
  /** Only what is given changes. */
  readonly showOverlay: (state: Partial<OverlayState>) => void;
  readonly getGeometry: () => Geometry;
  readonly moveTo: (camera: Camera) => void;
  readonly zoomBy: (factor: number, point?: { readonly x: number; readonly y: number }) => void;
  readonly fit: () => void;
  readonly reveal: (row: number, column: number) => void;
  readonly close: () => void;
};

const wheelZoomStep = 0.0022; // A notch of 100 pixels is a quarter more or less.

const emptyOverlay: OverlayState = {
  block: undefined,
  active: undefined,
  hasFocus: false,
  hasHandle: false,
  hover: undefined,
  hoverText: undefined,
  fill: undefined,
  drop: undefined,
  path: [],
  cursors: [],
};

/** `onCamera` is told where it stands after each frame in which it moved. */
export function createSurface(parts: SurfaceParts, start: Camera, onCamera: (camera: Camera) => void): Surface {
  const { scroller } = parts;
  const pens = { fitText: createFitText(), picture: createPicture() };
  let zoom = start.zoom;
  let scene: SceneState | undefined;
  let overlay = emptyOverlay;
  let stale: SceneChanges | 'all' | undefined;
  /** Where the scene stood when it was painted last. */
  let painted: Geometry | undefined;
  let frame: number | undefined;
  let isPlaced = false;

  function getGeometry(): Geometry {
    const size = {
      width: scroller.clientWidth,
      height: scroller.clientHeight,
      count: scene?.lines.objects.length ?? 0,
    };
    return geometryOf({ x: scroller.scrollLeft, y: scroller.scrollTop, zoom }, size);
  }

  function schedule(): void {
    frame ??= requestAnimationFrame(paint);
  }

  function paint(): void {
    frame = undefined;
    if (scene === undefined) return;
    const geometry = getGeometry();
    if (geometry.width === 0) return; // Hidden, as in forced colours, or not laid out yet.
    const { theme } = scene;
    if (stale !== undefined) paintScene({ ...scene, geometry }, stale);
    stale = undefined;
    const above = prepare(parts.overlay, geometry, { isOpaque: false });
    if (above !== null) drawOverlay(above, { ...overlay, theme, geometry }, pens.fitText);
  }

  function paintScene(input: SceneInput, changes: SceneChanges | 'all'): void {
    const { width, height } = parts.scene;
    const context = prepare(parts.scene, input.geometry, { isOpaque: true });
    if (context === null) return;
    const isInPlace =
      parts.scene.width === width && parts.scene.height === height && isSamePlace(painted, input.geometry);
    if (changes === 'all' || !isInPlace) drawScene(context, input, pens);
    else drawSceneChanges(context, input, { changes, pens });
    painted = input.geometry;
  }

  function repaint(changes?: SceneChanges): void {
    if (stale === undefined) stale = changes ?? 'all';
    else stale = stale === 'all' || changes === undefined ? 'all' : (joinChanges(stale, changes) ?? 'all');
    schedule();
  }

  function moveTo(camera: Camera): void {
    zoom = camera.zoom;
    const content = contentSize({ ...getGeometry(), ...geometryOf(camera, getGeometry()) });
    parts.spacer.style.width = `${String(content.width)}px`;
    parts.spacer.style.height = `${String(content.height)}px`;
    scroller.scrollTo({ left: camera.x, top: camera.y, behavior: 'instant' });
    onCamera({ x: scroller.scrollLeft, y: scroller.scrollTop, zoom });
    repaint();
  }

  function onScroll(): void {
    onCamera({ x: scroller.scrollLeft, y: scroller.scrollTop, zoom });
    repaint();
  }

  function zoomBy(factor: number, point?: { readonly x: number; readonly y: number }): void {
    const geometry = getGeometry();
    moveTo(zoomAt(geometry, zoom * factor, point ?? { x: geometry.width / 2, y: geometry.height / 2 }));
  }

  function onWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault(); // Else the browser zooms the whole page.
    const box = scroller.getBoundingClientRect();
    zoomBy(Math.exp(-event.deltaY * wheelZoomStep), { x: event.clientX - box.left, y: event.clientY - box.top });
  }

  const resizes = new ResizeObserver(() => {
    if (scene !== undefined && isPlaced) repaint();
  });
  resizes.observe(scroller);
  scroller.addEventListener('scroll', onScroll, { passive: true });
  scroller.addEventListener('wheel', onWheel, { passive: false });

  return {
    showScene(state) {
      const isResized = scene?.lines.objects.length !== state.lines.objects.length;
      const changes = scene === undefined ? undefined : sceneChanges(scene, state);
      scene = state;
      if (isResized || !isPlaced) moveTo(isPlaced ? { ...getGeometry() } : start);
      isPlaced = true;
      repaint(changes);
    },
    showOverlay(state) {
      overlay = { ...overlay, ...state };
      schedule();
    },
    getGeometry,
    moveTo,
    zoomBy,
    fit: () => moveTo({ x: 0, y: 0, zoom: fitZoom(getGeometry()) }),
    reveal(row, column) {
      const geometry = getGeometry();
      const camera = reveal(geometry, row, column);
      if (camera.x !== geometry.x || camera.y !== geometry.y) moveTo(camera);
    },
    close() {
      if (frame !== undefined) cancelAnimationFrame(frame);
      resizes.disconnect();
      scroller.removeEventListener('scroll', onScroll);
      scroller.removeEventListener('wheel', onWheel);
    },
  };
}

function isSamePlace(one: Geometry | undefined, other: Geometry): boolean {
  return (
    one !== undefined &&
    one.x === other.x &&
    one.y === other.y &&
    one.zoom === other.zoom &&
    one.width === other.width &&
    one.height === other.height &&
    one.count === other.count
  );
}

/** As many pixels as the screen has under the canvas, and a context that is told sizes in CSS pixels. */
function prepare(
  canvas: HTMLCanvasElement,
  { width, height }: Geometry,
  { isOpaque }: { readonly isOpaque: boolean },
): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio;
  const pixels = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
  if (canvas.width !== pixels.width || canvas.height !== pixels.height) {
    canvas.width = pixels.width;
    canvas.height = pixels.height;
    canvas.style.width = `${String(width)}px`;
    canvas.style.height = `${String(height)}px`;
  }
  const context = canvas.getContext('2d', { alpha: !isOpaque });
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
