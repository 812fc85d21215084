import { expect, test } from 'vitest';

import { previewOf } from './artifact-preview.ts';

test.each([
  ['plot.PNG', 10, 'picture'],
  ['map.svg', 10, 'picture'],
  ['huge.png', 1e9, 'none'],
  ['report.md', 1e9, 'text'],
  ['model.R', 10, 'text'],
  ['model.rds', 10, 'none'],
  ['no-ending', 10, 'none'],
])('%s of %d bytes: %s', (name, sizeBytes, kind) => {
  expect(previewOf(name, sizeBytes).kind).toBe(kind);
});
