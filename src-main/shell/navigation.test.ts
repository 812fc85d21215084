import { expect, test } from 'vitest';

import { decideWindowOpen, isOurSender, isPermissionGranted, mayNavigate } from './navigation.ts';

test.each([
  ['app://triptych/index.html', true],
  ['app://triptych/index.html#/functions/1', true],
  ['app://elsewhere/index.html', false],
  ['app://user@triptych/index.html', false],
  ['https://triptych/index.html', false],
  ['file:///etc/passwd', false],
  ['data:text/html,<script>1</script>', false],
  ['javascript:alert(1)', false],
  ['', false],
])('the window stays on its own page: %s', (address, isAllowed) => {
  expect(mayNavigate(address)).toBe(isAllowed);
});

test.each([
  ['https://www.r-project.org/', { kind: 'open-outside', address: 'https://www.r-project.org/' }],
  ['http://www.r-project.org/', { kind: 'refuse' }],
  ['https://user:secret@example.org/', { kind: 'refuse' }],
  ['file:///etc/passwd', { kind: 'refuse' }],
  ['smb://server/share', { kind: 'refuse' }],
  ['app://triptych/index.html', { kind: 'refuse' }],
  ['not an address', { kind: 'refuse' }],
])('a link opens in the own browser of the person or not at all: %s', (address, decision) => {
  expect(decideWindowOpen(address)).toEqual(decision);
});

test('nothing is permitted but writing to the clipboard, and that to our page alone', () => {
  const asked = ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fileSystem', 'hid', 'usb'];
  expect(asked.filter((permission) => isPermissionGranted(permission, 'app://triptych/index.html'))).toEqual([]);
  expect(isPermissionGranted('clipboard-sanitized-write', 'app://triptych/index.html')).toBe(true);
  expect(isPermissionGranted('clipboard-sanitized-write', 'https://example.org/')).toBe(false);
});

test('a port is given to the main frame of our page and to nothing else', () => {
  expect(isOurSender({ url: 'app://triptych/index.html', parent: null })).toBe(true);
  expect(isOurSender({ url: 'app://triptych/index.html', parent: {} })).toBe(false);
  expect(isOurSender({ url: 'https://example.org/', parent: null })).toBe(false);
  expect(isOurSender(null)).toBe(false);
});
