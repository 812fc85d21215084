// The system model of the same project, measured inside the page of the app.
import type { Page } from '@playwright/test';

const steps = 120;

/** From the click on its tab, with the project loaded already, to the frame after its clusters are there. */
export async function systemOpen(page: Page): Promise<number> {
  const views = page.getByRole('navigation', { name: 'Views of the project' });
  await views.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('heading', { level: 2, name: 'Members' }).waitFor();
  return await page.evaluate(
    () =>
      new Promise<number>((seen) => {
        const before = performance.now();
        const look = (): void => {
          if (document.querySelector('[data-system-node]') === null) requestAnimationFrame(look);
          else requestAnimationFrame(() => seen(performance.now() - before));
        };
        requestAnimationFrame(look);
        document.querySelector<HTMLAnchorElement>('.project-views a[href$="/system"]')?.click();
      }),
  );
}

/** Frame times while the wheel zooms with the largest cluster open. */
export async function systemZoomFrames(page: Page): Promise<readonly number[]> {
  await page.locator('.system-cluster-head').first().click();
  await page.locator('.system-object').first().waitFor();
  return await page.evaluate(async (count) => {
    const pane = document.querySelector('.react-flow__pane');
    if (pane === null) throw new Error('There is no canvas.');
    const box = pane.getBoundingClientRect();
    const at = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
    const frames: number[] = [];
    await new Promise((next) => requestAnimationFrame(next));
    let last = performance.now();
    for (let step = 0; step < count; step += 1) {
      const deltaY = Math.floor(step / 30) % 2 === 0 ? 8 : -8;
      pane.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY, ctrlKey: true, bubbles: true, cancelable: true }));
      await new Promise((next) => requestAnimationFrame(next));
      const now = performance.now();
      frames.push(now - last);
      last = now;
    }
    return frames.slice(5);
  }, steps);
}
