import { expect, test } from 'vitest';

import { createHashThreads } from './hash-thread.ts';

test('a password fits its hash and no other, however many are asked at once', async () => {
  const threads = createHashThreads();
  const passwords = ['seven herons', 'over a cold', 'quarry'];
  const hashes = await Promise.all(passwords.map(async (password) => await threads.hash(password)));
  expect(hashes.every((hash) => hash.startsWith('$argon2id$v=19$m=19456,t=2,p=1$'))).toBe(true);
  const fitting = await Promise.all(
    hashes.map(async (hash) => await Promise.all(passwords.map(async (each) => await threads.verify(hash, each)))),
  );
  expect(fitting).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
  ]);
});

test('what is no hash is refused, and the next is looked at all the same', async () => {
  const threads = createHashThreads();
  const hash = await threads.hash('seven herons');
  await expect(threads.verify('no hash', 'seven herons')).rejects.toThrow('Decoding failed');
  expect(await threads.verify(hash, 'seven herons')).toBe(true);
});
