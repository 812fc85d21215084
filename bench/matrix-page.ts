// What is measured inside the page of the app.
import type { Page } from '@playwright/test';

const steps = 180;

/** From the change of the address, in a window that has nothing of the project yet, to the frame that shows its cells. */
export async function firstPaint(page: Page, address: string, objects: number): Promise<number> {
  // Where the projects are listed, in a window that has just been opened.
  await page.evaluate(
    (to) => {
      window.location.hash = to;
    },
    address.replace(/\/projects\/.*$/, '/projects'),
  );
  await page.reload();
  await page.getByRole('main', { name: 'Projects' }).waitFor();
  await page.getByText(`${String(objects)} objects`, { exact: true }).waitFor();
  return await page.evaluate(
    ({ to, count }) =>
      new Promise<number>((seen) => {
        const isThere = (): boolean =>
          document.querySelector('.matrix-mirror')?.getAttribute('aria-rowcount') === String(count + 2);
        const observer = new MutationObserver(() => {
          if (!isThere()) return;
          observer.disconnect();
          // The canvas is painted in this frame's callbacks; a message posted in one of them arrives after the frame.
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.addEventListener('message', () => seen(performance.now() - before), { once: true });
            port1.start();
            port2.postMessage(null);
          });
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
        const before = performance.now();
        window.location.hash = to;
      }),
    { to: address, count: objects },
  );
}

/** Frame times while a scroller moves down and to the right. */
export async function scrollFrames(page: Page, selector: string): Promise<readonly number[]> {
  await page.locator(selector).waitFor();
  return await page.evaluate(
    async ({ scrollerSelector, count }) => {
      const scroller = document.querySelector(scrollerSelector);
      if (scroller === null) throw new Error('There is no scroller.');
      const frames: number[] = [];
      await new Promise((next) => requestAnimationFrame(next));
      let last = performance.now();
      for (let step = 0; step < count; step += 1) {
        const turn = Math.floor(step / 60) % 2 === 0 ? 1 : -1;
        scroller.scrollTop += 60 * turn;
        scroller.scrollLeft += 45 * turn;
        await new Promise((next) => requestAnimationFrame(next));
        const now = performance.now();
        frames.push(now - last);
        last = now;
      }
      scroller.scrollTop = 0;
      scroller.scrollLeft = 0;
      return frames.slice(5);
    },
    { scrollerSelector: selector, count: steps },
  );
}

/** Frame times while the wheel zooms from single cells to the whole matrix and back. */
export async function zoomFrames(page: Page): Promise<readonly number[]> {
  return await page.evaluate(async (count) => {
    const scroller = document.querySelector('.matrix-scroller');
    if (scroller === null) throw new Error('There is no scroller.');
    const box = scroller.getBoundingClientRect();
    const at = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
    const frames: number[] = [];
    await new Promise((next) => requestAnimationFrame(next));
    let last = performance.now();
    for (let step = 0; step < count; step += 1) {
      const deltaY = Math.floor(step / 45) % 2 === 0 ? 40 : -40;
      scroller.dispatchEvent(
        new WheelEvent('wheel', { ...at, deltaY, ctrlKey: true, bubbles: true, cancelable: true }),
      );
      await new Promise((next) => requestAnimationFrame(next));
      const now = performance.now();
      frames.push(now - last);
      last = now;
    }
    return frames.slice(5);
  }, steps);
}

/** Frame times while a rectangle is selected by dragging. */
export async function dragFrames(page: Page, selector: string): Promise<readonly number[]> {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error('There is nothing to drag over.');
  await page.mouse.move(box.x + 300, box.y + 200);
  await page.mouse.down();
  const frames = await page.evaluate(
    async ({ target, count, left, top }) => {
      const canvas = document.querySelector(target);
      if (canvas === null) throw new Error('There is nothing to drag over.');
      const times: number[] = [];
      await new Promise((next) => requestAnimationFrame(next));
      let last = performance.now();
      for (let step = 0; step < count; step += 1) {
        const way = Math.abs((step % 120) - 60) / 60;
        const at = { clientX: left + 320 + way * 700, clientY: top + 220 + way * 400, buttons: 1, bubbles: true };
        canvas.dispatchEvent(new PointerEvent('pointermove', { ...at, pointerId: 1 }));
        canvas.dispatchEvent(new MouseEvent('mousemove', at));
        await new Promise((next) => requestAnimationFrame(next));
        const now = performance.now();
        times.push(now - last);
        last = now;
      }
      return times.slice(5);
    },
    { target: selector, count: steps, left: box.x, top: box.y },
  );
  await page.mouse.up();
  return frames;
}

/** From the key that keeps a typed cell to the end of the frame in which the canvas has drawn it; the key's own frame is the first. */
export type Edited = { readonly ms: number; readonly frames: number };

export async function editTimes(page: Page, count: number): Promise<readonly Edited[]> {
  await page.locator('.matrix-mirror').focus();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.evaluate(() => {
    const framesMax = 60;
    const edited: { ms: number; frames: number }[] = [];
    Object.assign(window, { edited });
    let drawn = 0;
    const { prototype } = CanvasRenderingContext2D;
    const draw = Reflect.get(prototype, 'fillText') as (...parts: unknown[]) => void;
    prototype.fillText = function fillText(...parts) {
      drawn += 1;
      draw.apply(this, parts);
    };
    /** Ends after the frame, when what was drawn in it is on its way to the screen. */
    function afterFrame(work: () => void): void {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', work, { once: true });
        port1.start();
        port2.postMessage(null);
      });
    }
    function noteWhenDrawn(since: { readonly before: number; readonly drawnBefore: number }, frames: number): void {
      afterFrame(() => {
        if (drawn > since.drawnBefore || frames === framesMax)
          edited.push({ ms: performance.now() - since.before, frames });
        else noteWhenDrawn(since, frames + 1);
      });
    }
    window.addEventListener(
      'keydown',
      ({ key }) => {
        if (key === 'Enter') noteWhenDrawn({ before: performance.now(), drawnBefore: drawn }, 1);
      },
      { capture: true },
    );
  });
  const edited: Edited[] = [];
  for (let edit = 0; edit < count; edit += 1) {
    // The first may be what the cell says already, and then nothing is drawn.
    await typeCell(page, '1:n');
    await page.keyboard.press('ArrowUp');
    edited.push(await typeCell(page, '0..1'));
  }
  return edited;
}

async function typeCell(page: Page, text: string): Promise<Edited> {
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  // Whoever sees an edit goes on; a next key that is there already is dealt with before the end of this frame is noted.
  const noted = await page.waitForFunction(() => (window as unknown as { edited: Edited[] }).edited.pop() ?? null);
  const edited = await noted.jsonValue();
  if (edited === null) throw new Error('An edit was not noted.');
  return edited;
}
