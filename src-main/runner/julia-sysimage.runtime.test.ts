import { existsSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import type { RuntimeImage } from '#shared/calls/runtime-state.ts';

import { skipWithoutLanguage } from '../../build/skip-without-language.ts';
import { setupRunner } from './runner.harness.ts';
import type { Answered, RunnerWorld } from './runner.harness.ts';
import type { RunnerDeps } from './runner.ts';

const buildTimeoutMs = 15 * 60_000; // Two minutes where nothing else runs.
const source =
  'f(x) = (println("told"); x + 1)\nfail() = sqrt(-1.0)\nimage() = unsafe_string(Base.JLOptions().image_file)';

type JuliaWorld = Pick<RunnerWorld, 'runner' | 'folder'> & {
  readonly path: string;
  readonly image: () => RuntimeImage | null | undefined;
  readonly answerTo: (entry: string, x?: bigint) => Promise<Answered>;
};

async function setupJulia(changes: Partial<RunnerDeps> = {}): Promise<JuliaWorld> {
  skipWithoutLanguage('julia');
  const world = setupRunner(changes);
  await world.runner.findRuntimes();
  const path = world.runner.listRuntimes().find(({ language }) => language === 'julia')?.chosen?.path;
  if (path === undefined) throw new Error('Julia was not found.');
  return {
    ...world,
    path,
    image: () => world.runner.listRuntimes().find(({ language }) => language === 'julia')?.image,
    answerTo: async (entry, x) =>
      await world.ask({ language: 'julia', source, entry, args: x === undefined ? [] : [['x', x]] }),
  };
}

test('without a linker there is no image, and the reason says how to get one', async () => {
  const { image, path } = await setupJulia();
  const elsewhere = await setupJulia({
    environment: { ...process.env, PATH: '/nonexistent' },
    chosenPaths: { julia: path },
  });
  await elsewhere.runner.findRuntimes();
  await elsewhere.runner.buildImage('julia');
  const reason = 'Making it needs a C compiler, for its linker, and neither cc, gcc, clang nor ld is on the PATH.';
  expect(elsewhere.image()).toEqual({
    kind: 'failed',
    reason: expect.stringContaining(reason) as string,
  });
  expect(image()).toEqual({ kind: 'none' });
});

test('an image that is cancelled while it is made leaves nothing', async () => {
  const { runner, image, folder, answerTo } = await setupJulia();
  const built = runner.buildImage('julia');
  expect(image()).toMatchObject({ kind: 'building' });
  // A call meanwhile is answered by a session without an image.
  expect((await answerTo('f', 1n)).outcome).toMatchObject({ value: 2n });
  runner.removeImage('julia');
  await built;
  expect(image()).toEqual({ kind: 'none' });
  expect(readdirSync(join(folder, 'cache', 'julia-images'))).toEqual([]);
});

test(
  'a session with an image answers as one without; an image that is broken or of something else is not used',
  async () => {
    const { runner, image, folder, answerTo } = await setupJulia();
    await Promise.all([runner.buildImage('julia'), runner.buildImage('julia')]);
    const [imageName = ''] = readdirSync(join(folder, 'cache', 'julia-images'));
    const file = join(folder, 'cache', 'julia-images', imageName);
    expect(image()).toEqual({ kind: 'ready', sizeBytes: statSync(file).size });

    expect(await answerTo('f', 1n)).toMatchObject({ outcome: { kind: 'done', value: 2n }, out: 'told\n' });
    expect((await answerTo('image')).outcome).toMatchObject({ value: file });
    expect((await answerTo('fail')).outcome).toMatchObject({ failure: { errorClass: 'DomainError' } });

    truncateSync(file, 4096);
    runner.restart('julia');
    expect((await answerTo('image')).outcome).not.toMatchObject({ value: file });
    expect((await answerTo('f', 1n)).outcome).toMatchObject({ value: 2n });
    expect(image()).toEqual({
      kind: 'failed',
      reason: 'Julia did not start with it, so it was removed.',
    });
    expect(existsSync(file)).toBe(false);
  },
  buildTimeoutMs,
);
