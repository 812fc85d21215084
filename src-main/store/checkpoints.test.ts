import { existsSync, statSync } from 'node:fs';

import { expect, test } from 'vitest';

import { functionEntity } from '#shared/functions/function-entities.ts';

import { functionDraft, setupStore } from './store.harness.ts';
import type { Store } from './store.ts';

const megabyte = 1024 * 1024;

/** Beyond what the log may have before it is written back, below what SQLite writes back by itself; in several commits. */
function writeMuch(store: Store): void {
  for (let commit = 0; commit < 16; commit += 1)
    store.write({ actorId: 'ada' }, (tx) =>
      tx.create(functionEntity, functionDraft({ draftSource: 'x'.repeat(megabyte / 4) })),
    );
}

test('what the log has is written into the file while the program goes on', async () => {
  const { store, options } = await setupStore();
  const sizeBytes = statSync(options.file).size;
  writeMuch(store);
  await expect.poll(() => statSync(options.file).size).toBeGreaterThan(sizeBytes + 4 * megabyte);
  expect(store.count(functionEntity)).toBe(16);
});

test('a file that is closed while its log is written back is whole, and nothing is left beside it', async () => {
  const { store, options, open } = await setupStore();
  writeMuch(store);
  store.close();
  expect(existsSync(`${options.file}-wal`)).toBe(false);
  expect((await open()).count(functionEntity)).toBe(16);
});
