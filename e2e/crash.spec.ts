/*
 * The promise of the matrix: what a person has seen painted survives the program's death ten milliseconds later. The core has
 * it on the disk by then; where a busy machine did not let it, the browser has it, and the next page brings it. Nobody gives the
 * core time here: how often it was the core is told beside the result. A few rounds in every run of the tests;
 * TRIPTYCH_KILL_ROUNDS=50 makes as many as the promise names.
 */
import { setTimeout as pause } from 'node:timers/promises';

import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { killRounds } from '../src-main/kill-rounds.harness.ts';
import { connectToRunning } from '../src-main/local-socket.ts';
import { test } from './fixtures.ts';
import { cell, goTo, grid, openAgain, openMatrix } from './matrix-page.ts';

const rounds = killRounds(5);
const afterPaintMs = 10;
const roundMsMax = 30_000;
/** Each round types another than the round before, so that a lost edit shows. */
const cardinalities = [
  { typed: '1', shown: /^1,/ },
  { typed: '0..1', shown: /^0\.\.1,/ },
  { typed: '0..*', shown: /^0\.\.\*,/ },
  { typed: '1..*', shown: /^1\.\.\*,/ },
] as const;

/** What the page calls, with the instant of its clock (the machine's) at which the frame with the edit was painted. */
type PaintWindow = Window & { readonly tellPainted: (paintedAt: number) => void };

/**
 * Runs in the page. Tells, once, of the first frame after Enter in which the lower canvas shows something else: what it was
 * given to show is compared, pixel by pixel, not what the program believes to have drawn.
 */
function watchPaint(): void {
  const canvas = document.querySelector<HTMLCanvasElement>('.matrix-stage canvas');
  if (canvas === null) throw new Error('There is no matrix.');
  const { width, height } = canvas;

  function pixels(): Uint32Array {
    const data = canvas?.getContext('2d')?.getImageData(0, 0, width, height).data;
    return new Uint32Array(data?.buffer ?? new ArrayBuffer(0));
  }

  function lookAfterFrame(before: Uint32Array): void {
    requestAnimationFrame(() => {
      // The canvas is drawn in this frame's callbacks; a message posted in one of them arrives after the frame.
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => look(before, Date.now()), { once: true });
      port1.start();
      port2.postMessage(null);
    });
  }

  function look(before: Uint32Array, paintedAt: number): void {
    const after = pixels();
    let at = 0;
    while (at < before.length && before[at] === after[at]) at += 1;
    if (at === before.length) lookAfterFrame(before);
    // The cast: the test has exposed it to this window.
    else (window as unknown as PaintWindow).tellPainted(paintedAt);
  }

  const before = pixels();
  window.addEventListener('keydown', ({ key }) => key === 'Enter' && lookAfterFrame(before), {
    capture: true,
    once: true,
  });
}

for (const { name, isWindowGone } of [
  { name: 'the program was', isWindowGone: false },
  { name: 'the program and its window were', isWindowGone: true },
]) {
  test(`an edit is there after ${name} killed ${afterPaintMs} ms after its paint, ${rounds} times`, async ({
    context,
    page: firstPage,
    app,
    dataFolder,
  }) => {
    test.setTimeout(60_000 + rounds * roundMsMax);
    let page = firstPage;
    let onPainted: (paintedAt: number) => void = () => undefined;
    await context.exposeFunction('tellPainted', (paintedAt: number) => onPainted(paintedAt));
    const killedAfterMs: number[] = [];
    let byCore = 0;

    async function killAfterPaint(): Promise<void> {
      const paintedAt = await new Promise<number>((resolve) => {
        onPainted = resolve;
      });
      // What the message took to come here counts, too.
      const passedMs = (): number => Date.now() - paintedAt;
      await pause(Math.max(0, afterPaintMs - passedMs()));
      killedAfterMs.push(passedMs());
      await Promise.all([app.kill(), isWindowGone ? page.close() : undefined]);
    }

    await openMatrix(page, ['Book', 'Author']);
    const address = new URL(page.url()).hash;
    const projectId = /\/projects\/([^/]+)/.exec(address)?.[1] ?? '';
    for (let round = 0; round < rounds; round += 1) {
      const { typed, shown } = cardinalities[round % cardinalities.length] ?? cardinalities[0];
      await typeInFirstCell(page, typed);
      await page.evaluate(watchPaint);
      const killed = killAfterPaint();
      // The window may be gone before it has answered the test.
      await Promise.all([killed, page.keyboard.press('Enter').catch(() => undefined)]);
      await app.start();
      if ((await storedEnd(dataFolder, projectId)) === typed) byCore += 1;
      if (isWindowGone) page = await context.newPage();
      await openAgain(page, app, address);
      // Softly, so that the rounds after a lost edit tell whether it was the only one.
      await expect.soft(cell(page, 'Book', 'Author'), `round ${round}`).toHaveText(shown);
      // By the core now: the browser has nothing left to tell.
      await expect.poll(() => storedEnd(dataFolder, projectId), `round ${round}`).toBe(typed);
    }
    test
      .info()
      .annotations.push(
        { type: 'killed, ms after the paint', description: killedAfterMs.join(' ') },
        { type: 'stored by the core itself', description: `${byCore} of ${rounds}` },
      );
    expect(killedAfterMs).toHaveLength(rounds);
  });
}

/** What the core has of the only relationship, before any page has told it anything. */
async function storedEnd(dataFolder: string, projectId: string): Promise<unknown> {
  const running = await connectToRunning(dataFolder);
  if (running === null) throw new Error('The program does not answer on its socket.');
  const [relationship] = await running.client.records.list({ entity: 'relationship', where: { projectId } });
  running.close();
  return relationship?.['targetEnd'];
}

/** The cell of the first row and second column, and in it this text, not yet kept. */
async function typeInFirstCell(page: Page, text: string): Promise<void> {
  await grid(page).focus();
  await goTo(page, 0, 1);
  await page.keyboard.type(text);
  await expect(page.getByLabel('How many Author does one Book have')).toHaveValue(text);
}
