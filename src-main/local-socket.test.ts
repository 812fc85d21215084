import { expect, test } from 'vitest';

import { socketPaths } from './local-socket.ts';

test('the socket lies in the data folder, and has a short path in reserve', () => {
  const [first, second] = socketPaths('/home/ada/triptych', 'linux');
  expect(first).toBe('/home/ada/triptych/socket/triptych.sock');
  expect(second).toMatch(/triptych-\d+\/[0-9a-f]{24}\.sock$/);
});

test('a path that is too long for a socket is replaced by the short one, counted in bytes', () => {
  for (const folder of [`/${'a'.repeat(100)}`, `/${'ü'.repeat(50)}`]) {
    const paths = socketPaths(folder, 'linux');
    expect(paths).toHaveLength(1);
    expect(Buffer.byteLength(paths[0])).toBeLessThan(104);
  }
});

test('Windows has a named pipe, another for each data folder', () => {
  const [one] = socketPaths('/one', 'win32');
  expect(one).toMatch(/^\\\\\.\\pipe\\triptych-[0-9a-f]{24}$/);
  expect(socketPaths('/two', 'win32')[0]).not.toBe(one);
});
