import { existsSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

test('every file that the page on security names is there', () => {
  const page = readFileSync('docs/security.md', 'utf8');
  const named = [...page.matchAll(/`((?:src-|e2e|build)[\w./-]+\.tsx?)`/g)].map(([, file = '']) => file);
  expect(named.length).toBeGreaterThan(20);
  expect([...new Set(named)].filter((file) => !existsSync(file))).toEqual([]);
});
