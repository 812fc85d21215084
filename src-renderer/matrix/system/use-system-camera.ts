import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';

import { centreOf } from '#shared/matrix/system/system-geometry.ts';
import type { Box } from '#shared/matrix/system/system-geometry.ts';

import { arrangementKey } from './system-stage.ts';
import { useSystemStore } from './system-store.ts';
import type { SystemStage } from './use-system-stage.ts';

export const fitPadding = 0.08;
const fitZoomMax = 1;
/** A node that is asked for is shown at this size at least. */
const readableZoom = 0.7;

/** How long the picture takes to move; not at all for those who asked for less motion. */
export function moveMs(): number {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 220;
}

/** Shows the whole when another picture is opened, and brings on screen what was asked for. */
export function useSystemCamera(stage: SystemStage, boxes: ReadonlyMap<string, Box>): void {
  const { fitView, setCenter, getViewport } = useReactFlow();
  const fitCount = useSystemStore((state) => state.fitCount);
  const askedId = useSystemStore((state) => state.askedId);
  const isReady = stage.spots !== undefined && boxes.size > 0;
  const key = arrangementKey('', stage.mode);
  useEffect(() => {
    if (isReady) void fitView({ padding: fitPadding, maxZoom: fitZoomMax, duration: 0 });
  }, [isReady, key, fitCount, fitView]);
  const asked = askedId === null ? undefined : boxes.get(askedId);
  const [x, y] = asked === undefined ? [undefined, undefined] : [centreOf(asked).x, centreOf(asked).y];
  useEffect(() => {
    if (x === undefined || y === undefined || isOnScreen(x, y, getViewport())) return;
    void setCenter(x, y, { zoom: Math.max(readableZoom, getViewport().zoom), duration: moveMs() });
  }, [askedId, x, y, setCenter, getViewport]);
}

type Viewport = { readonly x: number; readonly y: number; readonly zoom: number };

/** Whether a point of the canvas is well within what is seen, at a size at which it can be read. */
function isOnScreen(x: number, y: number, { x: left, y: top, zoom }: Viewport): boolean {
  const canvas = document.querySelector('.system-canvas')?.getBoundingClientRect();
  if (canvas === undefined || zoom < 0.3) return false;
  const [atX, atY] = [x * zoom + left, y * zoom + top];
  return atX > 80 && atX < canvas.width - 80 && atY > 40 && atY < canvas.height - 40;
}
