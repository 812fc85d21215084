import { z } from 'zod';

const rectangleSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
});
export type Rectangle = z.infer<typeof rectangleSchema>;

const windowStateSchema = z.object({ bounds: rectangleSchema, isMaximized: z.boolean() });
export type WindowState = z.infer<typeof windowStateSchema>;

/** The smallest window in which the editor, the form and the result still have room. */
export const windowWidthMin = 900;
export const windowHeightMin = 600;

const usualSize = { width: 1440, height: 900 };

/** What DATA/window.json says; undefined for a file that is not there or not ours to read. */
export function parseWindowState(text: string | undefined): WindowState | undefined {
  if (text === undefined) return undefined;
  try {
    return windowStateSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * Where the window opens: where it was, moved and shrunk onto a screen that is still there, or in the middle of the first.
 *
 * Units:  logical pixels; `screens` are the work areas, the primary one first.
 */
export function placeWindow(kept: WindowState | undefined, screens: readonly [Rectangle, ...Rectangle[]]): WindowState {
  if (kept === undefined) return { bounds: centre(screens[0]), isMaximized: false };
  const screen = screens.reduce((best, next) =>
    overlap(kept.bounds, next) > overlap(kept.bounds, best) ? next : best,
  );
  if (overlap(kept.bounds, screen) === 0) return { bounds: centre(screen), isMaximized: kept.isMaximized };
  const width = clamp(kept.bounds.width, Math.min(windowWidthMin, screen.width), screen.width);
  const height = clamp(kept.bounds.height, Math.min(windowHeightMin, screen.height), screen.height);
  return {
    bounds: {
      x: clamp(kept.bounds.x, screen.x, screen.x + screen.width - width),
      y: clamp(kept.bounds.y, screen.y, screen.y + screen.height - height),
      width,
      height,
    },
    isMaximized: kept.isMaximized,
  };
}

function centre(screen: Rectangle): Rectangle {
  const width = Math.min(usualSize.width, screen.width);
  const height = Math.min(usualSize.height, screen.height);
  const x = screen.x + Math.floor((screen.width - width) / 2);
  return { x, y: screen.y + Math.floor((screen.height - height) / 2), width, height };
}

function overlap(left: Rectangle, right: Rectangle): number {
  const width = Math.min(left.x + left.width, right.x + right.width) - Math.max(left.x, right.x);
  const height = Math.min(left.y + left.height, right.y + right.height) - Math.max(left.y, right.y);
  return Math.max(0, width) * Math.max(0, height);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
