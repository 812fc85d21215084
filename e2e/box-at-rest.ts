import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Where it is once it moves no more: a layout that comes late, or a camera that is on its way, would take it from under the mouse. */
export async function boxAtRest(locator: Locator): Promise<Box> {
  let box: Box | null = null;
  const isAtRest = async (): Promise<boolean> => {
    const before = JSON.stringify(box);
    box = await locator.boundingBox();
    return box !== null && JSON.stringify(box) === before;
  };
  await expect.poll(isAtRest, { intervals: [100] }).toBe(true);
  if (box === null) throw new Error('It is not on screen.');
  return box;
}
