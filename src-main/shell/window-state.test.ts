import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { parseWindowState, placeWindow } from './window-state.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const monitor = { x: 1440, y: 0, width: 2560, height: 1440 };

test('the first window opens in the middle of the primary screen', () => {
  expect(placeWindow(undefined, [monitor, laptop])).toEqual({
    bounds: { x: 2000, y: 270, width: 1440, height: 900 },
    isMaximized: false,
  });
});

test('a window comes back where it was', () => {
  const kept = { bounds: { x: 1500, y: 100, width: 1600, height: 1000 }, isMaximized: true };
  expect(placeWindow(kept, [laptop, monitor])).toEqual(kept);
});

test('a window whose screen is gone opens on one that is there', () => {
  const kept = { bounds: { x: 5000, y: 5000, width: 1600, height: 1000 }, isMaximized: false };
  expect(placeWindow(kept, [laptop])).toEqual({ bounds: laptop, isMaximized: false });
});

test('wherever a window was, it opens whole on one of the screens', () => {
  const side = fc.integer({ min: -10_000, max: 10_000 });
  const size = fc.integer({ min: 1, max: 10_000 });
  fc.assert(
    fc.property(fc.record({ x: side, y: side, width: size, height: size }), (bounds) => {
      const { bounds: placed } = placeWindow({ bounds, isMaximized: false }, [laptop, monitor]);
      const screen = [laptop, monitor].find(
        ({ x, y, width, height }) =>
          placed.x >= x &&
          placed.y >= y &&
          placed.x + placed.width <= x + width &&
          placed.y + placed.height <= y + height,
      );
      expect(screen).toBeDefined();
    }),
  );
});

test.each([undefined, '', 'rubbish', '{}', '{"bounds":{"x":0.5,"y":0,"width":1,"height":1},"isMaximized":false}'])(
  'a state file of rubbish is no state: %s',
  (text) => {
    expect(parseWindowState(text)).toBeUndefined();
  },
);
