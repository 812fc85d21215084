/*
 * The grids that the matrix is measured beside: glide-data-grid, a canvas grid, and a grid of elements with TanStack Virtual on both
 * axes. Each shows as many cells with the same words, in the same browser; neither does anything else that the matrix does.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Page } from '@playwright/test';
import { build } from 'vite';

import type { MatrixSize } from './matrix-data.ts';
import { dragFrames, scrollFrames } from './matrix-page.ts';

export const rivalNames = ['glide-data-grid', 'DOM'] as const;
export type RivalName = (typeof rivalNames)[number];

export type Moves = {
  readonly scroll: readonly number[];
  readonly zoom: readonly number[];
  readonly drag: readonly number[];
};

/** Bundles the rivals' page; answers with its text. */
export async function buildRivals(folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: resolve(import.meta.dirname, '..'),
    define: { 'process.env.NODE_ENV': JSON.stringify('production') },
    build: {
      outDir: join(folder, 'rivals'),
      emptyOutDir: true,
      lib: {
        entry: resolve(import.meta.dirname, 'matrix-rivals-page.tsx'),
        formats: ['iife'],
        name: 'rivals',
        fileName: () => 'rivals.js',
        cssFileName: 'rivals',
      },
    },
  });
  const read = (name: string): string => readFileSync(join(folder, 'rivals', name), 'utf8');
  return JSON.stringify({ script: read('rivals.js'), style: read('rivals.css') });
}

type RivalRun = { readonly rival: RivalName; readonly bundle: string; readonly size: MatrixSize };

export async function measureRival(page: Page, { rival, bundle, size }: RivalRun): Promise<Moves> {
  // Written by buildRivals.
  const { script, style } = JSON.parse(bundle) as { readonly script: string; readonly style: string };
  await page.setContent('<!doctype html><body style="margin:0"><div id="root"></div><div id="portal"></div></body>');
  await page.addStyleTag({ content: style });
  await page.evaluate(({ name, count }) => Object.assign(window, { rival: { name, count } }), {
    name: rival,
    count: size.objects,
  });
  await page.addScriptTag({ content: script });
  const [scroller, surface] = rival === 'DOM' ? ['#dom-grid', '#dom-grid'] : ['.dvn-scroller', 'canvas'];
  await page.locator(scroller).waitFor();
  return {
    scroll: await scrollFrames(page, scroller),
    zoom: await rivalZoomFrames(page),
    drag: await dragFrames(page, surface),
  };
}

/** Neither zooms; the nearest that they can do is another size of their cells at each frame. */
async function rivalZoomFrames(page: Page): Promise<readonly number[]> {
  return await page.evaluate(async () => {
    const { setZoom } = window as unknown as { readonly setZoom: (zoom: number) => void };
    const frames: number[] = [];
    await new Promise((next) => requestAnimationFrame(next));
    let last = performance.now();
    for (let step = 0; step < 90; step += 1) {
      setZoom(0.4 + Math.abs((step % 60) - 30) / 30);
      await new Promise((next) => requestAnimationFrame(next));
      const now = performance.now();
      frames.push(now - last);
      last = now;
    }
    setZoom(1);
    return frames.slice(5);
  });
}
