import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, test } from 'vitest';

import { answerAppRequest } from './app-protocol.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';

function setupPage() {
  const folder = mkdtempSync(path.join(tmpdir(), 'triptych-page-'));
  const pageFolder = path.join(folder, 'page');
  mkdirSync(pageFolder);
  writeFileSync(path.join(pageFolder, 'index.html'), '<title>Triptych</title>');
  writeFileSync(path.join(folder, 'secret.js'), 'the secret');
  return { pageFolder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

test('app:// gives the page with the same policy as the loopback shell', async () => {
  using page = setupPage();
  const answer = await answerAppRequest(page.pageFolder, { url: 'app://triptych/index.html', method: 'GET' });
  expect(await answer.text()).toBe('<title>Triptych</title>');
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
});

test.each([
  'app://triptych/..%2fsecret.js',
  'app://triptych/%2e%2e/secret.js',
  'app://elsewhere/index.html',
  'app://triptych/missing.js',
])('app:// gives nothing but the page: %s', async (url) => {
  using page = setupPage();
  const answer = await answerAppRequest(page.pageFolder, { url, method: 'GET' });
  expect([answer.status, await answer.text()]).toEqual([404, '']);
});

test('app:// takes nothing', async () => {
  using page = setupPage();
  expect((await answerAppRequest(page.pageFolder, { url: 'app://triptych/index.html', method: 'PUT' })).status).toBe(
    405,
  );
});
