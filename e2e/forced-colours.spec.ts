import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { test } from './fixtures.ts';

const views = [
  'Nouns',
  'Objects',
  'Matrix',
  'System model',
  'Calls to action',
  'Object map',
  'Shapeshifter',
  'Gaps',
  'Changes',
  'Comments',
  'Settings',
] as const;

async function openExample(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('button', { name: /^Streaming service/ }).click();
}

async function openView(page: Page, name: string): Promise<void> {
  const tab = page.getByRole('navigation', { name: 'Views of the project' }).getByRole('link', { name, exact: true });
  await tab.click();
  await expect(tab).toHaveAttribute('aria-current', 'page');
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

/** Small things without words that are seen by their ground alone, and what is marked as chosen; kept until the colours are forced. */
async function noteMarks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const isShown = (element: Element): boolean => {
      const { width, height } = element.getBoundingClientRect();
      return width >= 3 && height >= 3 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    };
    const marks = [...document.querySelectorAll('main *, .project *')].filter((element) => {
      if (!(element instanceof HTMLElement) || element.childElementCount > 0 || element.textContent !== '')
        return false;
      if (['INPUT', 'TEXTAREA', 'SELECT', 'CANVAS', 'PROGRESS'].includes(element.tagName) || !isShown(element))
        return false;
      const { backgroundColor } = getComputedStyle(element);
      const { width, height } = element.getBoundingClientRect();
      const isSmall = width <= 24 && height <= 24;
      return isSmall && backgroundColor !== 'rgba(0, 0, 0, 0)';
    });
    const chosen = [
      ...document.querySelectorAll('[aria-selected="true"], [aria-pressed="true"], [aria-current]'),
    ].filter(isShown);
    Object.assign(window, { notedMarks: [...new Set([...marks, ...chosen])] });
  });
}

/** Those of them that are seen by nothing any more, once the system's colours are on. */
async function lostMarks(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const groundOf = (element: Element | null): string => {
      for (let at = element; at !== null; at = at.parentElement) {
        const { backgroundColor } = getComputedStyle(at);
        if (!/, 0\)$|transparent/.test(backgroundColor)) return backgroundColor;
      }
      return 'none';
    };
    const isLined = (style: CSSStyleDeclaration): boolean =>
      ['top', 'right', 'bottom', 'left'].some(
        (side) =>
          style.getPropertyValue(`border-${side}-style`) !== 'none' &&
          Number.parseFloat(style.getPropertyValue(`border-${side}-width`)) > 0,
      ) ||
      (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0);
    const isSeen = (element: Element): boolean => {
      const around = groundOf(element.parentElement);
      return [
        getComputedStyle(element),
        getComputedStyle(element, '::before'),
        getComputedStyle(element, '::after'),
      ].some(
        (style, place) =>
          (place === 0 || style.content !== 'none') &&
          (isLined(style) || (!style.backgroundColor.endsWith(', 0)') && style.backgroundColor !== around)),
      );
    };
    const { notedMarks = [] } = window as { notedMarks?: readonly Element[] }; // Noted by noteMarks above.
    return notedMarks
      .filter((element) => element.isConnected && element.checkVisibility() && !isSeen(element))
      .map(
        (element) =>
          `${element.tagName.toLowerCase()}.${element.className} ${element.getAttribute('aria-label') ?? ''}`,
      );
  });
}

test("no view loses a mark or a choice to the system's colours", async ({ page }, testInfo) => {
  await openExample(page);
  for (const view of views) {
    await page.emulateMedia({ forcedColors: 'none', colorScheme: 'light', reducedMotion: 'reduce' });
    await openView(page, view);
    await noteMarks(page);
    await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark', reducedMotion: 'reduce' });
    await testInfo.attach(view, { body: await page.screenshot(), contentType: 'image/png' });
    expect.soft(await lostMarks(page), view).toEqual([]);
  }
});
