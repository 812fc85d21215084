import { expect, test } from 'vitest';

import { initialsOf } from './initials.ts';

test.each([
  ['Ada Lovelace', 'AL'],
  ['ada', 'A'],
  ['Ada King Lovelace', 'AL'],
  ['ada.lovelace', 'AL'],
  ['(Ada) "Lovelace"', 'AL'],
  ['šimon élan', 'ŠÉ'],
  ['李 小龙', '李小'],
  ['𝔸da', '𝔸'],
  ['   ', '?'],
  ['—', '?'],
])('the initials of %j are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
