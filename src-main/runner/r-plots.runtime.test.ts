import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { setupRunner } from './runner.harness.ts';

function setupR() {
  const { ask, folder } = setupRunner();
  return { folder, askR: (source: string) => ask({ language: 'r', source, entry: 'f' }) };
}

test('each page that is plotted is a picture, and plotting leaves no file behind', async () => {
  const { askR, folder } = setupR();
  const { outcome, plots } = await askR('f <- function() {\n  plot(1:3)\n  abline(h = 2)\n  hist(c(1, 2, 2))\n  4L\n}');
  expect(outcome).toMatchObject({ value: 4n });
  expect(plots.map(({ media, bytes }) => [media, Buffer.from(bytes).toString('utf8', 0, 5)])).toEqual([
    ['image/svg+xml', '<?xml'],
    ['image/svg+xml', '<?xml'],
  ]);
  expect(readdirSync(folder)).not.toContain('Rplots.pdf');
});

test('panels of one page are one picture', async () => {
  const { askR } = setupR();
  expect((await askR('f <- function() { par(mfrow = c(1, 2)); plot(1); plot(2); NULL }')).plots).toHaveLength(1);
});

test('what was plotted before an error is kept', async () => {
  const { askR } = setupR();
  const { outcome, plots } = await askR('f <- function() { plot(1); stop("then") }');
  expect(outcome).toMatchObject({ failure: { message: 'then' } });
  expect(plots).toHaveLength(1);
});

test('a plot of one call does not show in the next', async () => {
  const { askR } = setupR();
  await askR('f <- function() plot(1)');
  expect((await askR('f <- function() 1')).plots).toEqual([]);
  expect((await askR('f <- function() { plot(1); 2 }')).plots).toHaveLength(1);
});

test('a plot that is returned is drawn, and has no other value', async () => {
  const { askR } = setupR();
  const source =
    'print.ggplot <- function(x, ...) graphics::plot(x$n)\nf <- function() structure(list(n = 1), class = c("gg", "ggplot"))';
  const { outcome, plots } = await askR(source);
  expect(outcome).toMatchObject({ kind: 'done', value: null });
  expect(plots).toHaveLength(1);
});

test('a grid graphic that is returned is drawn', async () => {
  const { askR } = setupR();
  expect((await askR('f <- function() grid::circleGrob()')).plots).toHaveLength(1);
});

test('a file that the function draws into is whole, and is no plot of the call', async () => {
  const { askR, folder } = setupR();
  const { plots } = await askR('f <- function() { pdf("own.pdf"); plot(1); NULL }');
  expect(plots).toEqual([]);
  expect(readFileSync(join(folder, 'own.pdf'), 'latin1').trimEnd()).toMatch(/%%EOF$/);
});
