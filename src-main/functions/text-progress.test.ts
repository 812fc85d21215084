import { expect, test } from 'vitest';

import { progressOfText } from './text-progress.ts';

test.each([
  ['\r  |==========            |  45%', '', 45, false],
  ['\r 45%|████▌     | 45/100 [00:01<00:01, 39.8it/s]', '', 45, false],
  ['\rDownloading:  12.5%|█▎        | 1/8', 'Downloading', 12.5, false],
  ['10%\r', '', 10, false],
  ['\r1%\r2%\r3 %', '', 3, false],
  ['Fitting… 99%\r', 'Fitting…', 99, false],
  ['\rProgress:  46%|██████▍       |  ETA: 0:00:03', 'Progress', 46, false],
  ['\r100%|██████████| 10/10\n', '', 100, true],
  ['\rstopped at 45%\n', 'stopped at', 45, true],
  ['a line before\n\r 7%', '', 7, false],
])('%j is a bar', (text, label, done, isFinished) => {
  expect(progressOfText(text)).toEqual({ id: 'text', label, done, total: 100, isFinished });
});

test.each([
  ['45% of the rows are empty\n'],
  ['a\rb'],
  ['\rno number %'],
  ['\r200%'],
  [`\r${'x'.repeat(500)} 45%`],
  ['windows\r\n'],
  ['5% off\r\nand more\r\n'],
])('%j is none', (text) => {
  expect(progressOfText(text)).toBeUndefined();
});
