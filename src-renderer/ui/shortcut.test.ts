import { expect, test } from 'vitest';

import { formatShortcut, isShortcut } from './shortcut.tsx';

const press = { key: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

test.each([
  ['Mod+Enter', { ...press, key: 'Enter', ctrlKey: true }, true],
  ['Mod+Enter', { ...press, key: 'Enter' }, false],
  ['Mod+Z', { ...press, key: 'z', ctrlKey: true }, true],
  ['Mod+Z', { ...press, key: 'Z', ctrlKey: true, shiftKey: true }, false],
  ['Mod+Shift+Z', { ...press, key: 'Z', ctrlKey: true, shiftKey: true }, true],
  ['Alt+N', { ...press, key: 'n', altKey: true }, true],
  ['Alt+N', { ...press, key: 'n', altKey: true, ctrlKey: true }, false],
])('%s is meant by %j: %s', (keys, event, expected) => {
  expect(isShortcut(keys, event)).toBe(expected);
});

test('keys are shown as they are printed on the keyboard', () => {
  expect(formatShortcut('Mod+Enter')).toBe('Ctrl ↵');
  expect(formatShortcut('Alt+N')).toBe('Alt N');
});
