import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
// Of the standards, but not asked by itself since axe still tries it out: who says what is written on a button, presses it.
const tried = { 'label-content-name-mismatch': { enabled: true } };

/** What breaks no rule need not be listed. */
const onlyViolations: Parameters<AxeBuilder['options']>[0] = { resultTypes: ['violations'] };
/** What a theme decides; all else is the same in both, and looking takes seconds. */
const ofColours = ['color-contrast', 'link-in-text-block'];

/**
 * Every element that breaks a rule of WCAG A or AA, as `rule: element`, in the light theme or in the dark one; looked for in the whole
 * page, or within a selector. The page is in the light theme afterwards.
 */
export async function findViolations(page: Page, within?: string): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const inDark = await lookTwice(page, (axe) => axe.options(onlyViolations).withRules(ofColours), within);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const inLight = await lookTwice(
    page,
    (axe) => axe.options({ ...onlyViolations, rules: tried }).withTags(standards),
    within,
  );
  return [...inLight, ...inDark.map((found) => `in the dark theme: ${found}`)];
}

export async function expectNoViolations(page: Page, within?: string): Promise<void> {
  expect(await findViolations(page, within)).toEqual([]);
}

type Asking = (axe: AxeBuilder) => AxeBuilder;

// What is found is looked for once more: a page that was on its way from one theme to the other, on a busy machine, has colours of both.
async function lookTwice(page: Page, asking: Asking, within: string | undefined): Promise<readonly string[]> {
  const found = await lookOnce(page, asking, within);
  return found.length === 0 ? found : await lookOnce(page, asking, within);
}

async function lookOnce(page: Page, asking: Asking, within: string | undefined): Promise<readonly string[]> {
  await isStill(page);
  // In the page itself: another page in which it is gone on with takes three times as long, and only frames of other origins need it.
  const axe = asking(new AxeBuilder({ page }).setLegacyMode(true));
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
