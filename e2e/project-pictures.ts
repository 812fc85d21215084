/* The pictures of a project's views, for screenshots.ts: the example project, with something chosen where that shows more. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

export type PictureFile = (name: string) => string;

/** Views whose picture is the view as it opens, by the name of their link. */
const plainViews = {
  'project-objects': 'Objects',
  'project-object-map': 'Object map',
  'project-changes': 'Changes',
  'project-settings': 'Settings',
} as const;

export async function takeProject(page: Page, file: PictureFile): Promise<void> {
  await page.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('button', { name: /^Streaming service/ }).click();
  for (const [name, view] of Object.entries(plainViews)) {
    await openView(page, view);
    await take(page, file(name));
  }
  await takeMatrix(page, file);
  await takeSystem(page, file);
  await openView(page, 'Calls to action');
  await page.getByRole('grid').first().waitFor();
  await page.locator('.cta-chip').first().click();
  await take(page, file('project-ctas'));
  await page.getByRole('radiogroup', { name: 'Matrix, board or cards' }).getByText('Cards').click();
  await take(page, file('project-cta-cards'));
  await page.getByRole('radiogroup', { name: 'Matrix, board or cards' }).getByText('Matrix').click();
  await openView(page, 'Shapeshifter');
  await page.getByRole('button', { name: /^Title\b/ }).click();
  const usual = page.getByRole('button', { name: 'Card, detail, list row and search result' });
  const grid = page.getByRole('grid', { name: 'What of Title shows where' });
  await usual.or(grid).first().waitFor();
  if (await usual.isVisible()) await usual.click();
  await grid.waitFor();
  await take(page, file('project-shapeshifter'));
  await openView(page, 'Gaps');
  await page.getByRole('treegrid', { name: 'Gaps' }).press('ArrowDown');
  await page.getByRole('treegrid', { name: 'Gaps' }).press('ArrowDown');
  await take(page, file('project-gaps'));
  await page.getByRole('radiogroup', { name: 'What is shown' }).getByText('Coverage').click();
  await page.getByRole('img', { name: /coverage/i }).waitFor();
  await take(page, file('project-coverage'));
  await page.getByRole('radiogroup', { name: 'What is shown' }).getByText(/^Gaps/).click();
}

/** A cell with its questions, then the menu of a header. */
async function takeMatrix(page: Page, file: PictureFile): Promise<void> {
  await openView(page, 'Matrix');
  const grid = page.getByRole('grid', { name: /^Matrix/ });
  await grid.press('ControlOrMeta+Home');
  await grid.press('ArrowRight');
  await grid.press('Enter');
  await page.getByRole('complementary', { name: 'Questions of the cell' }).waitFor();
  await take(page, file('project-matrix'));
  await page.getByRole('button', { name: 'Close the questions' }).click();
  await grid.press('Shift+F10');
  await page.getByRole('menu').waitFor();
  await take(page, file('project-matrix-menu'));
  await page.keyboard.press('Escape');
}

async function takeSystem(page: Page, file: PictureFile): Promise<void> {
  await openView(page, 'System model');
  await page.locator('[data-system-node]').first().waitFor();
  await take(page, file('project-system'));
}

async function openView(page: Page, name: string): Promise<void> {
  const views = page.getByRole('navigation', { name: 'Views of the project' });
  const link = views.getByRole('link', { name, exact: true });
  await link.click();
  // Until it is there, the view of before stays on the screen.
  await expect(link).toHaveAttribute('aria-current', 'page');
  await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
}

/** With the pointer out of the way, and fonts and gaps there. */
async function take(page: Page, path: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((done) => requestIdleCallback(done, { timeout: 1000 }));
  });
  await page.screenshot({ path });
}
