import path from 'node:path';

import { expect, test } from 'vitest';

import { readOptions, usualDataFolder } from './read-options.ts';

test('without options the data is in the usual folder, the port is that of the last start, and a window opens', () => {
  expect(readOptions([], '/home/ada/.local/share/triptych')).toEqual({
    ok: true,
    value: { dataFolder: '/home/ada/.local/share/triptych', port: 'last', mayOpenWindow: true },
  });
});

test('options are read in any order, and a folder is against where they were typed', () => {
  const options = readOptions(['--no-open', '--port', '4000', '--data-dir=here'], '/usual');
  expect(options).toEqual({ ok: true, value: { dataFolder: path.resolve('here'), port: 4000, mayOpenWindow: false } });
});

test.each([
  [['--port', 'http'], '--port takes a whole number from 0 to 65535, not "http".'],
  [['--port', '65536'], '--port takes a whole number from 0 to 65535, not "65536".'],
  [['--data-dir='], '--data-dir takes the path of a folder, and got an empty one.'],
  [['--data-dir'], "Option '--data-dir <value>' argument missing"],
  [['--headless'], "Unknown option '--headless'"],
  [['stray'], "Unexpected argument 'stray'"],
])('%j is told with a sentence and the options that there are', (args, sentence) => {
  const options = readOptions(args, '/usual');
  // Vitest's matchers are untyped.
  const text: unknown = expect.stringContaining(sentence);
  expect(options).toEqual({ ok: false, failure: { isHelp: false, text } });
});

test('each system keeps the data where it keeps that of other programs', () => {
  expect(usualDataFolder('linux', {}, '/home/ada')).toBe('/home/ada/.local/share/triptych');
  expect(usualDataFolder('linux', { XDG_DATA_HOME: '/data' }, '/home/ada')).toBe('/data/triptych');
  expect(usualDataFolder('darwin', {}, '/Users/ada')).toBe('/Users/ada/Library/Application Support/Triptych');
  expect(usualDataFolder('win32', { APPDATA: 'C:\\Ada\\Roaming' }, 'C:\\Ada')).toBe('C:\\Ada\\Roaming\\Triptych');
});
