/*
 * An edit repaints its cells and what it changes of the headers, over what was painted before. What is then on the canvas must be
 * what painting all of it anew gives, pixel by pixel.
 */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { test } from './fixtures.ts';
import { goTo, grid, openMatrix, says } from './matrix-page.ts';

type Compared = {
  readonly pixels: number;
  readonly inks: number;
  /** The first pixels that are others: "x, y: before → after". */
  readonly differing: readonly string[];
};

/**
 * Runs in the page: reads the lower canvas as it is, has all of it painted anew as a scroller that has moved has, and counts the pixels
 * that are others then.
 */
async function compareWithWhole(roundedMax: number): Promise<Compared> {
  const canvas = document.querySelector<HTMLCanvasElement>('.matrix-stage canvas');
  const scroller = document.querySelector('.matrix-scroller');
  if (canvas === null || scroller === null) throw new Error('There is no matrix.');
  const read = (): Uint32Array => {
    const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    return new Uint32Array(data?.buffer ?? new ArrayBuffer(0));
  };
  const frame = async (): Promise<void> => await new Promise((resolve) => requestAnimationFrame(() => resolve()));
  await frame();
  await frame();
  const before = read();
  scroller.dispatchEvent(new Event('scroll'));
  await frame();
  await frame();
  const after = read();
  const isOther = (one = 0, other = 0): boolean =>
    [0, 8, 16, 24].some((channel) => Math.abs(((one >>> channel) & 255) - ((other >>> channel) & 255)) > roundedMax);
  const places = [...before.keys()].filter((place) => isOther(before[place], after[place]));
  const show = (pixel = 0): string => pixel.toString(16);
  return {
    pixels: before.length,
    inks: new Set(after).size,
    differing: places
      .slice(0, 8)
      .map(
        (place) =>
          `${String(place % canvas.width)}, ${String(Math.floor(place / canvas.width))}: ${show(before[place])} → ${show(after[place])}`,
      ),
  };
}

/** Of 255: where the edge of a line covers a part of a pixel, Chromium rounds otherwise when more is drawn with it. */
const roundedMax = 2;

async function expectSame(page: Page, what: string): Promise<void> {
  const { pixels, differing, inks } = await page.evaluate(compareWithWhole, roundedMax);
  expect(pixels, what).toBeGreaterThan(100_000);
  expect(inks, what).toBeGreaterThan(5);
  expect(differing, what).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`what an edit repaints is what painting everything gives, in the ${colorScheme} theme`, async ({
    page,
    secondWindow,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openMatrix(page, ['Shelf', 'Book', 'Author', 'Loan', 'Member with a long name']);
    await secondWindow.getByRole('link', { name: 'Projects' }).click();
    await secondWindow.getByRole('button', { name: /^Library/ }).click();
    await secondWindow.getByRole('link', { name: 'Matrix', exact: true }).click();
    await grid(secondWindow).focus();
    const edits = [
      { at: [0, 1], typed: '1:n', row: 'Shelf', column: 'Book', text: /^0\.\.\*/ },
      { at: [1, 2], typed: '0..1', row: 'Book', column: 'Author', text: /^0\.\.1/ },
      { at: [2, 1], typed: '1..*', row: 'Author', column: 'Book', text: /^1\.\.\*/ },
      { at: [3, 3], typed: 'n:m', row: 'Loan', column: 'Loan', text: /./ },
      { at: [4, 0], typed: 'no', row: 'Member with a long name', column: 'Shelf', text: /no/i },
      { at: [1, 2], typed: '0..*', row: 'Book', column: 'Author', text: /^0\.\.\*/ },
    ] as const;
    for (const { at, typed, row, column, text } of edits) {
      await goTo(page, at[0], at[1]);
      await page.keyboard.type(typed);
      await page.keyboard.press('Enter');
      await says(page, row, column, text);
      await expectSame(page, `${row} × ${column}: ${typed}`);
    }
    await goTo(page, 1, 2);
    await page.keyboard.press('Delete');
    await says(page, 'Book', 'Author', /^not known how many/);
    await expectSame(page, 'cleared');
    await page.keyboard.press('ControlOrMeta+z');
    await says(page, 'Book', 'Author', /^0\.\.\*/);
    await expectSame(page, 'taken back');
    await goTo(secondWindow, 0, 3);
    await secondWindow.keyboard.type('1');
    await secondWindow.keyboard.press('Enter');
    await says(page, 'Shelf', 'Loan', /^1/);
    await expectSame(page, 'in another window');
  });
}
