import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
// Of the standards, but not asked by itself since axe still tries it out: who says what is written on a button, presses it.
const tried = { 'label-content-name-mismatch': { enabled: true } };

const themes = ['dark', 'light'] as const;

/**
 * Every element that breaks a rule of WCAG A or AA, as `theme: rule: element`; looked for in the whole page, or within a selector. The
 * page is in the light theme afterwards.
 */
export async function findViolations(page: Page, within?: string): Promise<readonly string[]> {
  const violations: string[] = [];
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Looked for once more: a page that was on its way from one theme to the other, on a busy machine, has colours of both.
    const found = (await lookOnce(page, within)).length === 0 ? [] : await lookOnce(page, within);
    violations.push(...found.map((each) => `${colorScheme}: ${each}`));
  }
  return violations;
}

export async function expectNoViolations(page: Page, within?: string): Promise<void> {
  expect(await findViolations(page, within)).toEqual([]);
}

async function lookOnce(page: Page, within: string | undefined): Promise<readonly string[]> {
  await isStill(page);
  const axe = new AxeBuilder({ page })
    // In the page itself: another page in which it is gone on with takes three times as long, and only frames of other origins need it.
    .setLegacyMode(true)
    .options({ rules: tried, resultTypes: ['violations'] })
    .withTags(standards);
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
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
