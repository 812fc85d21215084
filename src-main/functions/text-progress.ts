/*
 * Progress of packages that nobody has taught to say it otherwise: a line that is drawn over and over and has a percentage in
 * it (`\r 45%|████▌     | 45/100 [00:01<00:01]`, `|=====   |  45%`).
 */
import type { Progress } from '#shared/calls/progress.ts';

/** A bar is short. What is longer is data in which a percentage happens to stand. */
const barCharsMax = 400;

/** The bars of text are all one, since nothing tells them apart. */
const textProgressId = 'text';

const percentage = /(\d{1,3}(?:\.\d+)?)\s?%/;

/** What a bar is drawn with, and what follows the percentage: neither is its name. */
const drawing = /[|[\](){}<>=#\-_.:*\s█▏▎▍▌▋▊▉━╸╺─■□▓▒░]+$/u;

/** How far the last bar in a printed text is; undefined where there is none. */
export function progressOfText(text: string): Progress | undefined {
  if (!text.includes('%') || !text.includes('\r')) return undefined;
  const drawn = lastDrawn(text);
  if (drawn === undefined || drawn.length > barCharsMax) return undefined;
  const found = percentage.exec(drawn);
  const done = Number(found?.[1]);
  if (found === null || done > 100) return undefined;
  const label = drawn.slice(0, found.index).replace(drawing, '').trim();
  return { id: textProgressId, label, done, total: 100, isFinished: done >= 100 || /\n\s*$/.test(text) };
}

/** What was drawn last: after the last carriage return, or before it where nothing follows; never over a line's end. */
function lastDrawn(text: string): string | undefined {
  const lines = text.replace(/\r?\n$/, '').split('\n');
  return lines
    .at(-1)
    ?.split('\r')
    .findLast((part) => part.trim() !== '' && percentage.test(part));
}
