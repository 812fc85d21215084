import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
// Of the standards, but not asked by itself since axe still tries it out: who says what is written on a button, presses it.
const tried = { 'label-content-name-mismatch': { enabled: true } };

/**
 * Every element that breaks a rule of WCAG A or AA, as `rule: element`; looked for in the whole page, or within a selector. What is
 * found is looked for once more: a page that was on its way from one theme to the other, on a busy machine, has colours of both.
 */
export async function findViolations(page: Page, within?: string): Promise<readonly string[]> {
  const found = await lookOnce(page, within);
  return found.length === 0 ? found : await lookOnce(page, within);
}

async function lookOnce(page: Page, within: string | undefined): Promise<readonly string[]> {
  await isStill(page);
  const axe = new AxeBuilder({ page }).options({ rules: tried }).withTags(standards);
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

export async function expectNoViolations(page: Page, within?: string): Promise<void> {
  expect(await findViolations(page, within)).toEqual([]);
}

export async function expectNoViolationsInEitherTheme(page: Page, within?: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectNoViolations(page, within);
  }
}

/** A colour on its way from one theme to the other has a contrast that nobody reads. */
async function isStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = async (): Promise<void> => await new Promise((resolve) => requestAnimationFrame(() => resolve()));
    // The first frame makes what a new theme begins, the second shows it.
    await frame();
    await frame();
    const ending = document
      .getAnimations()
      .filter((animation) => Number.isFinite(Number(animation.effect?.getComputedTiming().endTime)));
    await Promise.allSettled(ending.map(async ({ finished }) => await finished));
  });
}
